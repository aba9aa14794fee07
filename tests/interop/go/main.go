// The Go SDK against a server: every case, then the SDK's own replayer over every history that they made.
package main

import (
	"flag"
	"fmt"
	"os"

	"go.temporal.io/sdk/worker"
)

func main() {
	address := flag.String("address", "", "the server")
	program := flag.String("program", "", "the server's program, for the cases that start and kill their own")
	only := flag.String("only", "", "cases whose names contain this")
	cached := flag.Int("cached-runs", 1000, "how many runs the workers keep in memory")
	flag.Parse()

	worker.SetStickyWorkflowCacheSize(*cached)
	world := newWorld(*address, *program)
	shared := world.startWorker(world.queue, worker.Options{EnableSessionWorker: true})
	ran, failed := runAll(world, *only)
	failed += replayAll(world)
	shared.Stop()
	fmt.Printf("%d cases, %d failed\n", ran, failed)
	if failed > 0 || ran == 0 {
		os.Exit(1)
	}
}
