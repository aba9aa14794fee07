package main

import (
	"context"
	"fmt"
	"time"

	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
)

// replayAll runs the SDK's own replayer over every history of the shared queue; it gives how many diverged.
func replayAll(world *World) (failed int) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	world = world.with(ctx)
	replayer := worker.NewWorkflowReplayer()
	registerWorkflows(replayer)
	count := 0
	for _, found := range listed(world, fmt.Sprintf("TaskQueue = '%s'", world.queue)) {
		count++
		execution := workflow.Execution{ID: found.GetExecution().GetWorkflowId(), RunID: found.GetExecution().GetRunId()}
		history := world.history(execution.ID, execution.RunID)
		if len(history.Events) < 3 {
			continue // nothing of its code has run
		}
		options := worker.ReplayWorkflowHistoryOptions{OriginalExecution: execution}
		if err := replayer.ReplayWorkflowHistoryWithOptions(silent(), history, options); err != nil {
			failed++
			fmt.Printf("FAILED replay of %s (%s): %v\n", found.GetExecution().GetWorkflowId(), found.GetType().GetName(), err)
		}
	}
	fmt.Printf("%d histories replayed\n", count)
	return failed
}

func countOf(query string) *workflowservice.CountWorkflowExecutionsRequest {
	return &workflowservice.CountWorkflowExecutionsRequest{Query: query}
}
