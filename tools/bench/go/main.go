// Workflows of one activity through a server, with the worker and the client of the Go SDK in this process. Prints one
// line of JSON.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log"
	"log/slog"
	"os"
	"time"

	"go.temporal.io/sdk/client"
	sdklog "go.temporal.io/sdk/log"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
)

const queue = "bench"

type parcel struct {
	ID      string `json:"id"`
	Address string `json:"address"`
	Grams   int    `json:"grams"`
}

func weigh(_ context.Context, of parcel) (string, error) { return "weighed-" + of.ID, nil }

func oneStep(ctx workflow.Context, of parcel) (result string, err error) {
	ctx = workflow.WithActivityOptions(ctx, workflow.ActivityOptions{StartToCloseTimeout: 30 * time.Second})
	err = workflow.ExecuteActivity(ctx, weigh, of).Get(ctx, &result)
	return result, err
}

// sample is an input of about 200 bytes of JSON.
func sample(id string) parcel {
	return parcel{id, "Njal Thorgeirsson, Bergthorshvoll, between the river and the sea, where the three brooks meet, " +
		"second gate on the left, ring twice, 860 Hvolsvollur, Iceland", 1250}
}

// once starts a workflow and waits for its result.
func once(of client.Client, id string) error {
	options := client.StartWorkflowOptions{ID: id, TaskQueue: queue}
	run, err := of.ExecuteWorkflow(context.Background(), options, oneStep, sample(id))
	if err != nil {
		return err
	}
	var result string
	if err := run.Get(context.Background(), &result); err != nil {
		return err
	}
	if result != "weighed-"+id {
		return fmt.Errorf("%s: %q", id, result)
	}
	return nil
}

func connected(address string) client.Client {
	quiet := sdklog.NewStructuredLogger(slog.New(slog.NewTextHandler(io.Discard, nil)))
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		made, err := client.Dial(client.Options{HostPort: address, Logger: quiet})
		if err == nil {
			return made
		}
		if time.Now().After(deadline) {
			log.Fatal(err)
		}
	}
}

func startWorker(of client.Client) worker.Worker {
	made := worker.New(of, queue, worker.Options{
		MaxConcurrentWorkflowTaskPollers: 16, MaxConcurrentActivityTaskPollers: 16,
	})
	made.RegisterWorkflow(oneStep)
	made.RegisterActivity(weigh)
	if err := made.Start(); err != nil {
		log.Fatal(err)
	}
	return made
}

func main() {
	address := flag.String("address", "", "the server")
	server := flag.Int("server-pid", 0, "the server's process, for the CPU that it takes")
	inFlight := flag.Int("in-flight", 512, "workflows at any time")
	seconds := flag.Float64("seconds", 20, "how long it is measured")
	warmUp := flag.Float64("warm-up", 3, "seconds before that")
	oneByOne := flag.Int("one-by-one", 500, "workflows for the latency, one after another")
	flag.Parse()

	bench := connected(*address)
	startWorker(bench)
	result := latency(bench, *oneByOne)
	load := startLoad(bench, *inFlight)
	load.warmUp(time.Duration(*warmUp * float64(time.Second)))
	begin := load.now(*server)
	time.Sleep(time.Duration(*seconds * float64(time.Second)))
	end := load.now(*server)
	result.rate(begin, end)
	if err := json.NewEncoder(os.Stdout).Encode(result); err != nil {
		log.Fatal(err)
	}
}
