package main

import (
	"fmt"
	"log"
	"os"
	"sort"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"go.temporal.io/sdk/client"
)

// Result is what is printed.
type Result struct {
	PerSecond float64 `json:"per_second"`
	// How often a call ran out of time and was made again.
	Repeated int64 `json:"repeated"`
	// Of the CPU time that the server, and worker and client together, took.
	ServerShare        float64 `json:"server_share"`
	ServerMicroseconds float64 `json:"server_us_per_workflow"`
	ClientMicroseconds float64 `json:"client_us_per_workflow"`
	P50                float64 `json:"p50_ms"`
	P99                float64 `json:"p99_ms"`
}

// A moment of the load: what had been done, and what CPU time taken.
type moment struct {
	at             time.Time
	completed      int64
	repeated       int64
	server, client float64
}

type load struct{ completed, repeated atomic.Int64 }

// startLoad keeps that many workflows going for ever.
func startLoad(of client.Client, inFlight int) *load {
	made := &load{}
	for lane := range inFlight {
		go func() {
			for number := 0; ; number++ {
				// A slow server lets calls run out of time; the same id joins what it has begun.
				for id := fmt.Sprintf("load-%d-%d", lane, number); once(of, id) != nil; {
					made.repeated.Add(1)
				}
				made.completed.Add(1)
			}
		}()
	}
	return made
}

// warmUp returns when the time has passed and the server has begun to give results, which takes a slow one long.
func (l *load) warmUp(atLeast time.Duration) {
	const flows, atMost = 100, time.Minute
	time.Sleep(atLeast)
	for end := time.Now().Add(atMost); l.completed.Load() < flows && time.Now().Before(end); {
		time.Sleep(50 * time.Millisecond)
	}
}

func (l *load) now(server int) moment {
	return moment{time.Now(), l.completed.Load(), l.repeated.Load(), cpuSeconds(server), cpuSeconds(os.Getpid())}
}

func (r *Result) rate(begin, end moment) {
	workflows := float64(end.completed - begin.completed)
	server, own := end.server-begin.server, end.client-begin.client
	r.Repeated = end.repeated - begin.repeated
	r.PerSecond = workflows / end.at.Sub(begin.at).Seconds()
	if workflows == 0 || server+own == 0 {
		return
	}
	r.ServerShare = server / (server + own)
	r.ServerMicroseconds = 1e6 * server / workflows
	r.ClientMicroseconds = 1e6 * own / workflows
}

// latency runs workflows one after another, the first tenth of them to warm up.
func latency(of client.Client, count int) Result {
	var took []float64
	for number := range count + count/10 {
		begin := time.Now()
		if err := once(of, fmt.Sprint("single-", number)); err != nil {
			log.Fatal(err)
		}
		if number >= count/10 {
			took = append(took, float64(time.Since(begin).Microseconds())/1000)
		}
	}
	if len(took) == 0 {
		return Result{}
	}
	sort.Float64s(took)
	return Result{P50: took[len(took)/2], P99: took[len(took)*99/100]}
}

// cpuSeconds is what a process has used: user and system time, which stand behind its name in hundredths.
func cpuSeconds(process int) float64 {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", process))
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
	user, _ := strconv.ParseFloat(fields[11], 64)
	system, _ := strconv.ParseFloat(fields[12], 64)
	return (user + system) / 100
}
