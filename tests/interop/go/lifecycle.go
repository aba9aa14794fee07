package main

import (
	"errors"
	"fmt"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"
)

func init() { addWorkflows(Ends, Timers, Tidies, Relay, Counts, AboutRun) }

// Ends returns or fails as it is told.
func Ends(ctx workflow.Context, how string, value int) (int, error) {
	switch how {
	case "fail":
		return 0, temporal.NewApplicationErrorWithCause("it failed", "Told", errors.New("the cause"), value)
	case "fail until":
		if int(workflow.GetInfo(ctx).Attempt) < value {
			return 0, fmt.Errorf("attempt %d", workflow.GetInfo(ctx).Attempt)
		}
	case "sleep":
		return value, workflow.Sleep(ctx, time.Duration(value)*time.Second)
	case "continue":
		if value > 0 {
			return 0, workflow.NewContinueAsNewError(ctx, Ends, how, value-1)
		}
	}
	return value, nil
}

// Timers lets one fire, cancels one, and waits with a limit.
func Timers(ctx workflow.Context) ([]string, error) {
	inner, cancel := workflow.WithCancel(ctx)
	long := workflow.NewTimer(inner, time.Hour)
	if err := workflow.NewTimerWithOptions(ctx, 20*time.Millisecond, workflow.TimerOptions{Summary: "short"}).Get(ctx, nil); err != nil {
		return nil, err
	}
	cancel()
	cancelled := long.Get(ctx, nil)
	isTimely, err := workflow.AwaitWithTimeout(ctx, 50*time.Millisecond, func() bool { return false })
	if err != nil {
		return nil, err
	}
	before := workflow.Now(ctx)
	if err := workflow.Sleep(ctx, time.Second); err != nil {
		return nil, err
	}
	hasPassed := workflow.Now(ctx).Sub(before) >= time.Second
	return []string{fmt.Sprint(temporal.IsCanceledError(cancelled)), fmt.Sprint(isTimely), fmt.Sprint(hasPassed)}, nil
}

// Tidies waits for its cancellation and runs an activity afterwards; it may also ignore it.
func Tidies(ctx workflow.Context, ignores bool) (string, error) {
	err := workflow.Sleep(ctx, time.Hour)
	if ignores {
		return "ignored", nil
	}
	tidy, cancel := workflow.NewDisconnectedContext(ctx)
	defer cancel()
	tidy = workflow.WithActivityOptions(tidy, quick("").Options)
	return "", errors.Join(workflow.ExecuteActivity(tidy, Nothing).Get(tidy, nil), err)
}

// Relay continues as new on "next", with an input that counts; it keeps nothing else.
func Relay(ctx workflow.Context, generation int) (int, error) {
	err := workflow.SetUpdateHandler(ctx, "generation", func(workflow.Context) (int, error) { return generation, nil })
	if err != nil {
		return 0, err
	}
	workflow.GetSignalChannel(ctx, "next").Receive(ctx, nil)
	if generation == 2 {
		return generation, nil
	}
	return 0, workflow.NewContinueAsNewErrorWithOptions(ctx,
		workflow.ContinueAsNewErrorOptions{RetryPolicy: &temporal.RetryPolicy{MaximumAttempts: 2}}, Relay, generation+1)
}

// Counts goes on from the result of the run before, as runs of a cron schedule may.
func Counts(ctx workflow.Context) (int, error) {
	count := 0
	if workflow.HasLastCompletionResult(ctx) {
		if err := workflow.GetLastCompletionResult(ctx, &count); err != nil {
			return 0, err
		}
	}
	if count == 1 && workflow.GetLastError(ctx) == nil {
		return 0, errors.New("once")
	}
	return count + 1, nil
}

type RunFacts struct {
	ID, Run, First, Original, Type, Queue, Namespace, Parent string
	Attempt                                                  int32
	Length                                                   int
	Suggested                                                bool
	RunTimeout, ExecutionTimeout, TaskTimeout                time.Duration
}

func AboutRun(ctx workflow.Context) (RunFacts, error) {
	info := workflow.GetInfo(ctx)
	return RunFacts{
		ID: info.WorkflowExecution.ID, Run: info.WorkflowExecution.RunID, First: info.FirstRunID,
		Original: info.OriginalRunID, Type: info.WorkflowType.Name, Queue: info.TaskQueueName,
		Namespace: info.Namespace, Attempt: info.Attempt, Length: info.GetCurrentHistoryLength(),
		Suggested: info.GetContinueAsNewSuggested(), RunTimeout: info.WorkflowRunTimeout,
		ExecutionTimeout: info.WorkflowExecutionTimeout, TaskTimeout: info.WorkflowTaskTimeout,
	}, nil
}
