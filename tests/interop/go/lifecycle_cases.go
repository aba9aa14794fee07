package main

import (
	"errors"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
)

func init() {
	addCases(failureKeepsTypeDetailsAndCause, runThatTakesTooLongTimesOut, timersFireAndAreCancelled,
		cancelledRunTidiesUpFirst, cancellationMayBeIgnored, terminatedRunSaysWhy, runsContinueAsNew,
		updatesReachTheNextRunOfAChain, failedRunIsTriedAgainByItsPolicy, cronRunsAgainWithItsLastResult,
		delayedStartWaitsForItsFirstTask, eagerStartBringsItsFirstTaskAlong, workflowKnowsWhatItIs,
		idOfARunningRunIsTaken, idOfAClosedRunIsFreeAsThePolicySays, conflictPolicySaysWhatBecomesOfTheRunningRun,
		requestOfAKnownIDStartsNothingNew, historyIsFollowedWhileItGrows, missingRunIsNotFound)
}

func failureKeepsTypeDetailsAndCause(w *World) {
	err := w.errorOf(w.start(Ends, "fail", 3))
	execution := as[*temporal.WorkflowExecutionError](err)
	application := as[*temporal.ApplicationError](execution)
	var detail int
	must(application.Details(&detail))
	same([]any{application.Message(), application.Type(), detail, application.Unwrap().Error()},
		[]any{"it failed", "Told", 3, "the cause"})
}

func runThatTakesTooLongTimesOut(w *World) {
	for _, change := range []func(*client.StartWorkflowOptions){
		func(options *client.StartWorkflowOptions) { options.WorkflowRunTimeout = time.Second },
		func(options *client.StartWorkflowOptions) { options.WorkflowExecutionTimeout = time.Second },
	} {
		options := w.options()
		change(&options)
		err := w.errorOf(w.startWith(options, Ends, "sleep", 60))
		same(as[*temporal.TimeoutError](err).TimeoutType(), enumspb.TIMEOUT_TYPE_START_TO_CLOSE)
	}
}

func timersFireAndAreCancelled(w *World) {
	run := w.start(Timers)
	same(resultOf[[]string](w, run), []string{"true", "false", "true"})
	names := w.eventNames(run)
	same([]int{countIn(names, "TimerStarted"), countIn(names, "TimerFired"), countIn(names, "TimerCanceled")}, []int{4, 3, 1})
}

func cancelledRunTidiesUpFirst(w *World) {
	run := w.start(Tidies, false)
	must(w.client.CancelWorkflow(w.ctx, run.GetID(), run.GetRunID()))
	must(w.client.CancelWorkflow(w.ctx, run.GetID(), run.GetRunID()))
	isTrue(temporal.IsCanceledError(w.errorOf(run)), "the run was cancelled")
	names := w.eventNames(run)
	same([]int{countIn(names, "ActivityTaskCompleted"), countIn(names, "WorkflowExecutionCancelRequested")}, []int{1, 1})
	must(w.client.CancelWorkflow(w.ctx, run.GetID(), run.GetRunID()))
}

func cancellationMayBeIgnored(w *World) {
	run := w.start(Tidies, true)
	must(w.client.CancelWorkflow(w.ctx, run.GetID(), ""))
	same(resultOf[string](w, run), "ignored")
}

func terminatedRunSaysWhy(w *World) {
	run := w.start(Inbox)
	must(w.client.TerminateWorkflow(w.ctx, run.GetID(), "", "enough", "detail", 2))
	as[*temporal.TerminatedError](w.errorOf(run))
	terminated := w.eventsOf(run, enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED)[0].GetWorkflowExecutionTerminatedEventAttributes()
	same([]any{terminated.GetReason(), len(terminated.GetDetails().GetPayloads())}, []any{"enough", 2})
	as[*serviceerror.NotFound](w.client.TerminateWorkflow(w.ctx, run.GetID(), "", "again"))
}

func runsContinueAsNew(w *World) {
	options := w.options()
	options.Memo = map[string]any{"kept": "memo"}
	options.TypedSearchAttributes = temporal.NewSearchAttributes(customer.ValueSet("chain"))
	run := w.startWith(options, Ends, "continue", 2)
	first := run.GetRunID()
	same(resultOf[int](w, run), 0)
	last := ok(w.client.DescribeWorkflow(w.ctx, run.GetID(), ""))
	isTrue(last.WorkflowExecution.RunID != first, "the last run is another")
	value, _ := last.TypedSearchAttributes.GetKeyword(customer)
	same(value, "chain")
	same(len(last.Memo.GetFields()), 1)
	only := client.WorkflowRunGetOptions{DisableFollowingRuns: true}
	err := w.client.GetWorkflow(w.ctx, run.GetID(), first).GetWithOptions(w.ctx, nil, only)
	same(as[*workflow.ContinueAsNewError](err).WorkflowType.Name, "Ends")
}

func updatesReachTheNextRunOfAChain(w *World) {
	run := w.start(Relay, 0)
	chain := w.client.GetWorkflow(w.ctx, run.GetID(), "")
	for generation := range 3 {
		w.eventually("the next run answers", func() bool {
			handle, err := w.client.UpdateWorkflow(w.ctx, client.UpdateWorkflowOptions{
				WorkflowID: run.GetID(), UpdateName: "generation", WaitForStage: client.WorkflowUpdateStageCompleted})
			var got int
			return err == nil && handle.Get(w.ctx, &got) == nil && got == generation
		})
		must(w.client.SignalWorkflow(w.ctx, run.GetID(), "", "next", nil))
	}
	same(resultOf[int](w, chain), 2)
}

func failedRunIsTriedAgainByItsPolicy(w *World) {
	options := w.options()
	options.RetryPolicy = &temporal.RetryPolicy{InitialInterval: 20 * time.Millisecond, MaximumAttempts: 3}
	run := w.startWith(options, Ends, "fail until", 2)
	same(resultOf[int](w, run), 2)
	options.ID = w.id("run")
	options.RetryPolicy.NonRetryableErrorTypes = []string{"Told"}
	run = w.startWith(options, Ends, "fail", 1)
	w.errorOf(run)
	same(w.status(w.client.GetWorkflow(w.ctx, run.GetID(), "")), enumspb.WORKFLOW_EXECUTION_STATUS_FAILED)
}

func cronRunsAgainWithItsLastResult(w *World) {
	options := w.options()
	options.CronSchedule = "@every 1s"
	run := w.startWith(options, Counts)
	w.eventually("the third run has a result", func() bool {
		query := "WorkflowId = '" + run.GetID() + "' AND ExecutionStatus = 'Completed'"
		return len(listed(w, query)) >= 2
	})
	must(w.client.CancelWorkflow(w.ctx, run.GetID(), ""))
	w.eventually("the schedule ends with a cancellation", func() bool {
		return w.status(w.client.GetWorkflow(w.ctx, run.GetID(), "")) != enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING
	})
}

func delayedStartWaitsForItsFirstTask(w *World) {
	options := w.options()
	options.StartDelay = 1500 * time.Millisecond
	begin := time.Now()
	run := w.startWith(options, Ends, "return", 1)
	same(resultOf[int](w, run), 1)
	isTrue(time.Since(begin) >= 1500*time.Millisecond, "it waited")
}

func eagerStartBringsItsFirstTaskAlong(w *World) {
	options := w.options()
	options.TaskQueue = w.ownQueue()
	options.EnableEagerStart = true
	defer w.startWorker(options.TaskQueue, worker.Options{}).Stop()
	run := w.startWith(options, Ends, "return", 4)
	same(resultOf[int](w, run), 4)
	started := w.eventsOf(run, enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED)[0]
	isTrue(started.GetWorkflowExecutionStartedEventAttributes().GetEagerExecutionAccepted(), "the start was eager")
}

func workflowKnowsWhatItIs(w *World) {
	options := w.options()
	options.WorkflowRunTimeout = time.Minute
	options.WorkflowExecutionTimeout = 2 * time.Minute
	options.WorkflowTaskTimeout = 7 * time.Second
	run := w.startWith(options, AboutRun)
	same(resultOf[RunFacts](w, run), RunFacts{ID: run.GetID(), Run: run.GetRunID(), First: run.GetRunID(),
		Original: run.GetRunID(), Type: "AboutRun", Queue: w.queue, Namespace: "default", Attempt: 1, Length: 3,
		RunTimeout: time.Minute, ExecutionTimeout: 2 * time.Minute, TaskTimeout: 7 * time.Second})
}

func (w *World) tryStart(options client.StartWorkflowOptions) (client.WorkflowRun, error) {
	options.WorkflowExecutionErrorWhenAlreadyStarted = true
	return w.client.ExecuteWorkflow(w.ctx, options, Ends, "return", 1)
}

func idOfARunningRunIsTaken(w *World) {
	run := w.start(Inbox)
	options := w.options()
	options.ID = run.GetID()
	_, err := w.tryStart(options)
	same(as[*serviceerror.WorkflowExecutionAlreadyStarted](err).RunId, run.GetRunID())
	again := w.startWith(options, Inbox)
	same(again.GetRunID(), run.GetRunID())
	w.finish(run)
	resultOf[[]string](w, run)
}

func idOfAClosedRunIsFreeAsThePolicySays(w *World) {
	table := []struct {
		how    string
		policy enumspb.WorkflowIdReusePolicy
		isFree bool
	}{
		{"return", enumspb.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE, true},
		{"return", enumspb.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE_FAILED_ONLY, false},
		{"fail", enumspb.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE_FAILED_ONLY, true},
		{"fail", enumspb.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE, false},
	}
	for _, row := range table {
		options := w.options()
		_ = w.startWith(options, Ends, row.how, 1).Get(w.ctx, nil)
		options.WorkflowIDReusePolicy = row.policy
		_, err := w.tryStart(options)
		var taken *serviceerror.WorkflowExecutionAlreadyStarted
		same(errors.As(err, &taken), !row.isFree)
	}
}

func conflictPolicySaysWhatBecomesOfTheRunningRun(w *World) {
	run := w.start(Inbox)
	options := w.options()
	options.ID = run.GetID()
	options.WorkflowIDConflictPolicy = enumspb.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING
	same(ok(w.tryStart(options)).GetRunID(), run.GetRunID())
	options.WorkflowIDConflictPolicy = enumspb.WORKFLOW_ID_CONFLICT_POLICY_TERMINATE_EXISTING
	next := ok(w.tryStart(options))
	isTrue(next.GetRunID() != run.GetRunID(), "a new run")
	same(w.status(run), enumspb.WORKFLOW_EXECUTION_STATUS_TERMINATED)
	same(resultOf[int](w, next), 1)
}

func requestOfAKnownIDStartsNothingNew(w *World) {
	options := w.options()
	runs := make([]string, 10)
	together(len(runs), func(number int) error {
		run, err := w.client.ExecuteWorkflow(w.ctx, options, Inbox)
		if err == nil {
			runs[number] = run.GetRunID()
		}
		return err
	})
	for _, run := range runs {
		same(run, runs[0])
	}
	must(w.client.TerminateWorkflow(w.ctx, options.ID, "", "seen"))
}

func historyIsFollowedWhileItGrows(w *World) {
	run := w.start(Inbox)
	seen := make(chan int, 1)
	go func() {
		count := 0
		events := w.client.GetWorkflowHistory(w.ctx, run.GetID(), run.GetRunID(), true, enumspb.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
		for events.HasNext() {
			if _, err := events.Next(); err != nil {
				break
			}
			count++
		}
		seen <- count
	}()
	for range 3 {
		w.put(run, "x")
		queried[int](w, run, "count", 1, 0)
	}
	w.finish(run)
	resultOf[[]string](w, run)
	same(<-seen, len(w.eventNames(run)))
}

func missingRunIsNotFound(w *World) {
	nobody := w.client.GetWorkflow(w.ctx, w.id("nobody"), "")
	as[*serviceerror.NotFound](nobody.Get(w.ctx, nil))
	_, err := w.client.DescribeWorkflowExecution(w.ctx, nobody.GetID(), "")
	as[*serviceerror.NotFound](err)
	as[*serviceerror.NotFound](w.client.CancelWorkflow(w.ctx, nobody.GetID(), ""))
	as[*serviceerror.NotFound](w.client.TerminateWorkflow(w.ctx, nobody.GetID(), "", ""))
}
