package main

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"
)

func fail(format string, args ...any) {
	panic(fmt.Errorf(format, args...))
}

// ok gives the value of a call that must not fail.
func ok[T any](value T, err error) T {
	must(err)
	return value
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func same(got, want any) {
	if !reflect.DeepEqual(got, want) {
		fail("got %#v, want %#v", got, want)
	}
}

func isTrue(value bool, what string) {
	if !value {
		fail("not so: %s", what)
	}
}

func contains(text, part string) {
	if !strings.Contains(text, part) {
		fail("%q is not in %q", part, text)
	}
}

// as gives the error of this type in the chain of causes.
func as[E error](err error) E {
	var found E
	if !errors.As(err, &found) {
		fail("%T expected, got %T: %v", found, err, err)
	}
	return found
}

// eventually waits until the predicate holds.
func (w *World) eventually(what string, holds func() bool) {
	deadline := time.Now().Add(45 * time.Second)
	for !holds() {
		if time.Now().After(deadline) || w.ctx.Err() != nil {
			fail("still not so: %s", what)
		}
		time.Sleep(30 * time.Millisecond)
	}
}

// together calls the function for 0 to count - 1, all at once.
func together(count int, call func(number int) error) {
	var group errgroup.Group
	for number := range count {
		group.Go(func() error { return call(number) })
	}
	must(group.Wait())
}
