package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	enumspb "go.temporal.io/api/enums/v1"
	historypb "go.temporal.io/api/history/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/worker"
)

// World is what every case is given: a client, a worker that knows all workflows and activities, and names of
// its own.
type World struct {
	client  client.Client
	ctx     context.Context
	address string
	// The server's program for cases that start their own; empty: there is none.
	program string
	queue   string
	prefix  string
	count   *atomic.Int64
}

func silent() log.Logger {
	return log.NewStructuredLogger(slog.New(slog.NewTextHandler(io.Discard, nil)))
}

// connected gives a client once the server answers and knows its namespace.
func connected(options client.Options) client.Client {
	options.Logger = silent()
	for attempt := 0; ; attempt++ {
		made, err := client.Dial(options)
		if err == nil {
			ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
			_, err = made.CountWorkflow(ctx, countOf("WorkflowId = 'none'"))
			cancel()
			if err == nil {
				return made
			}
			made.Close()
		}
		if attempt == 200 {
			panic(err)
		}
		time.Sleep(100 * time.Millisecond)
	}
}

func newWorld(address, program string) *World {
	prefix := uuid.NewString()[:8]
	return &World{
		client:  connected(client.Options{HostPort: address}),
		ctx:     context.Background(),
		address: address,
		program: program,
		queue:   "suite-" + prefix,
		prefix:  prefix,
		count:   &atomic.Int64{},
	}
}

// isReal says whether Temporal's own server is tested, as far as its program tells.
func (w *World) isReal() bool { return strings.HasPrefix(filepath.Base(w.program), "temporal") }

// with gives the same world for one case, whose calls end with the context.
func (w *World) with(ctx context.Context) *World {
	copied := *w
	copied.ctx = ctx
	return &copied
}

// id gives a workflow id that nobody else has.
func (w *World) id(name string) string {
	return fmt.Sprintf("%s-%s-%d", name, w.prefix, w.count.Add(1))
}

// options gives those of a start on the shared queue, under an id of its own.
func (w *World) options() client.StartWorkflowOptions {
	return client.StartWorkflowOptions{ID: w.id("run"), TaskQueue: w.queue}
}

func (w *World) start(workflow any, args ...any) client.WorkflowRun {
	return w.startWith(w.options(), workflow, args...)
}

func (w *World) startWith(options client.StartWorkflowOptions, workflow any, args ...any) client.WorkflowRun {
	return ok(w.client.ExecuteWorkflow(w.ctx, options, workflow, args...))
}

// resultOf waits for the end of a run that must succeed.
func resultOf[T any](w *World, run client.WorkflowRun) T {
	var result T
	must(run.Get(w.ctx, &result))
	return result
}

// execute runs a workflow that must succeed.
func execute[T any](w *World, workflow any, args ...any) T {
	return resultOf[T](w, w.start(workflow, args...))
}

// errorOf waits for the end of a run that must not succeed.
func (w *World) errorOf(run client.WorkflowRun) error {
	err := run.Get(w.ctx, nil)
	isTrue(err != nil, run.GetID()+" fails")
	return err
}

// startWorker starts a worker with every workflow and activity; the caller stops it.
func (w *World) startWorker(queue string, options worker.Options) worker.Worker {
	return startWorkerOf(w.client, queue, options)
}

func startWorkerOf(of client.Client, queue string, options worker.Options) worker.Worker {
	made := worker.New(of, queue, options)
	registerAll(made)
	must(made.Start())
	return made
}

// ownQueue gives a queue that has no worker yet.
func (w *World) ownQueue() string { return w.id("queue") }

// history gives the events of a run.
func (w *World) history(id, runID string) *historypb.History {
	history := &historypb.History{}
	events := w.client.GetWorkflowHistory(w.ctx, id, runID, false, enumspb.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	for events.HasNext() {
		history.Events = append(history.Events, ok(events.Next()))
	}
	return history
}

// eventNames gives the types of a run's events, in order, as WorkflowExecutionStarted.
func (w *World) eventNames(run client.WorkflowRun) []string {
	var names []string
	for _, event := range w.history(run.GetID(), run.GetRunID()).Events {
		names = append(names, event.GetEventType().String())
	}
	return names
}

// eventsOf gives the run's events of one type.
func (w *World) eventsOf(run client.WorkflowRun, kind enumspb.EventType) []*historypb.HistoryEvent {
	var found []*historypb.HistoryEvent
	for _, event := range w.history(run.GetID(), run.GetRunID()).Events {
		if event.GetEventType() == kind {
			found = append(found, event)
		}
	}
	return found
}

func countIn(names []string, part string) int {
	count := 0
	for _, name := range names {
		if strings.Contains(name, part) {
			count++
		}
	}
	return count
}
