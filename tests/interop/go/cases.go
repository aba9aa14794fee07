package main

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"go.temporal.io/api/serviceerror"
)

const caseLimit = 60 * time.Second

// Most cases wait for most of their time. Calls to the real development server run out of time if they are too many.
func atATime(world *World) int {
	if world.isReal() {
		return 6
	}
	return 24
}

// A testCase is a function whose name says the behaviour; it fails by panicking, which the helpers below do.
type testCase struct {
	name string
	run  func(*World)
	// The server need not have the call: it may answer Unimplemented.
	mayBeMissing bool
	// It starts and ends servers, so it needs their program.
	needsProgram bool
}

var allCases []testCase

func nameOf(function any) string {
	name := runtime.FuncForPC(reflect.ValueOf(function).Pointer()).Name()
	return name[strings.LastIndex(name, ".")+1:]
}

func addCases(functions ...func(*World)) {
	for _, function := range functions {
		allCases = append(allCases, testCase{name: nameOf(function), run: function})
	}
}

func addOptionalCases(functions ...func(*World)) {
	for _, function := range functions {
		allCases = append(allCases, testCase{name: nameOf(function), run: function, mayBeMissing: true})
	}
}

func addServerCases(functions ...func(*World)) {
	for _, function := range functions {
		allCases = append(allCases, testCase{name: nameOf(function), run: function, needsProgram: true})
	}
}

// runAll runs the cases whose names contain `only`, many at a time; it gives how many ran and how many failed.
func runAll(world *World, only string) (ran, failed int) {
	var mutex sync.Mutex
	var group sync.WaitGroup
	gate := make(chan struct{}, atATime(world))
	for _, each := range allCases {
		if !strings.Contains(each.name, only) || (each.needsProgram && world.program == "") {
			continue
		}
		ran++
		group.Add(1)
		gate <- struct{}{}
		go func() {
			defer group.Done()
			begin := time.Now()
			text, isRight := verdict(each, runOne(each, world))
			<-gate
			mutex.Lock()
			defer mutex.Unlock()
			if !isRight {
				failed++
			}
			fmt.Printf("%s (%.1f s)\n", text, time.Since(begin).Seconds())
		}()
	}
	group.Wait()
	return ran, failed
}

// What a case failed with, and where.
type failure struct {
	err   error
	where string
}

func runOne(each testCase, world *World) *failure {
	ctx, cancel := context.WithTimeout(context.Background(), caseLimit)
	defer cancel()
	ended := make(chan *failure, 1)
	go func() {
		defer func() {
			if reason := recover(); reason != nil {
				err, isError := reason.(error)
				if !isError {
					err = fmt.Errorf("%v", reason)
				}
				ended <- &failure{err, ownFrames(string(debug.Stack()))}
				return
			}
			ended <- nil
		}()
		each.run(world.with(ctx))
	}()
	select {
	case result := <-ended:
		return result
	case <-time.After(caseLimit + time.Second):
		return &failure{err: errors.New("takes too long")}
	}
}

func verdict(each testCase, result *failure) (text string, isRight bool) {
	if result == nil {
		return "ok     " + each.name, true
	}
	var missing *serviceerror.Unimplemented
	if each.mayBeMissing && errors.As(result.err, &missing) {
		return "absent " + each.name, true
	}
	return fmt.Sprintf("FAILED %s\n%s%T: %v\n", each.name, result.where, result.err, result.err), false
}

// The lines of a stack that are of this suite.
func ownFrames(stack string) string {
	var text strings.Builder
	for _, line := range strings.Split(stack, "\n") {
		if strings.Contains(line, "/interop/go/") && !strings.Contains(line, "/go/cases.go") {
			text.WriteString("  " + strings.TrimSpace(line) + "\n")
		}
	}
	return text.String()
}
