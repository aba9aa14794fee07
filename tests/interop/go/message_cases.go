package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/worker"
)

func init() {
	addCases(signalsArriveInOrder, signalsBeforeTheFirstTaskComeWithIt, manySignalsAtOnceAreAllKept,
		signalOfAMissingOrClosedRunIsNotFound, signalWithStartStartsOnceAndThenSignals, largeSignalPassesUnchanged,
		signalLargerThanTheLimitIsRefused)
	addCases(querySeesWhatWasSignalledBeforeIt, closedRunStillAnswersQueries, terminatedRunRejectsQueriesForACleanEnd,
		failedAndUnknownQueriesSayWhy, queryOfAMissingRunIsNotFound, queryWithoutAWorkerEndsWithItsDeadline,
		twentyQueriesAtOnceAreAllAnswered, queriesGoWithSignalsInFlight, stackTraceShowsWhereTheRunWaits)
}

func (w *World) put(run client.WorkflowRun, items ...string) {
	for _, item := range items {
		must(w.client.SignalWorkflow(w.ctx, run.GetID(), run.GetRunID(), "put", item))
	}
}

func (w *World) finish(run client.WorkflowRun) {
	must(w.client.SignalWorkflow(w.ctx, run.GetID(), "", "finish", nil))
}

func queried[T any](w *World, run client.WorkflowRun, kind string, args ...any) T {
	var value T
	must(ok(w.client.QueryWorkflow(w.ctx, run.GetID(), run.GetRunID(), kind, args...)).Get(&value))
	return value
}

func signalsArriveInOrder(w *World) {
	run := w.start(Inbox)
	w.put(run, "a", "b", "c")
	w.finish(run)
	same(resultOf[[]string](w, run), []string{"a", "b", "c"})
}

func signalsBeforeTheFirstTaskComeWithIt(w *World) {
	options := w.options()
	options.TaskQueue = w.ownQueue()
	run := w.startWith(options, Inbox)
	w.put(run, "early")
	w.finish(run)
	defer w.startWorker(options.TaskQueue, worker.Options{}).Stop()
	same(resultOf[[]string](w, run), []string{"early"})
	same(countIn(w.eventNames(run), "WorkflowTaskCompleted"), 1)
}

func manySignalsAtOnceAreAllKept(w *World) {
	run := w.start(Inbox)
	together(30, func(number int) error {
		return w.client.SignalWorkflow(w.ctx, run.GetID(), "", "put", fmt.Sprint(number))
	})
	w.finish(run)
	same(len(resultOf[[]string](w, run)), 30)
}

func signalOfAMissingOrClosedRunIsNotFound(w *World) {
	as[*serviceerror.NotFound](w.client.SignalWorkflow(w.ctx, w.id("nobody"), "", "put", "x"))
	run := w.start(Inbox)
	w.finish(run)
	resultOf[[]string](w, run)
	err := as[*serviceerror.NotFound](w.client.SignalWorkflow(w.ctx, run.GetID(), "", "put", "x"))
	contains(err.Error(), "workflow execution already completed")
}

func signalWithStartStartsOnceAndThenSignals(w *World) {
	options := w.options()
	first := ok(w.client.SignalWithStartWorkflow(w.ctx, options.ID, "put", "one", options, Inbox))
	second := ok(w.client.SignalWithStartWorkflow(w.ctx, options.ID, "put", "two", options, Inbox))
	same(second.GetRunID(), first.GetRunID())
	w.finish(first)
	same(resultOf[[]string](w, first), []string{"one", "two"})
	third := ok(w.client.SignalWithStartWorkflow(w.ctx, options.ID, "put", "three", options, Inbox))
	isTrue(third.GetRunID() != first.GetRunID(), "a closed run is followed by a new one")
	w.finish(third)
	same(resultOf[[]string](w, third), []string{"three"})
}

func largeSignalPassesUnchanged(w *World) {
	text := strings.Repeat("ä", 400_000)
	run := w.start(Inbox)
	w.put(run, text)
	w.finish(run)
	isTrue(resultOf[[]string](w, run)[0] == text, "what came back is what was sent")
}

func signalLargerThanTheLimitIsRefused(w *World) {
	run := w.start(Inbox)
	err := w.client.SignalWorkflow(w.ctx, run.GetID(), "", "put", strings.Repeat("a", 2_200_000))
	as[*serviceerror.InvalidArgument](err)
	w.finish(run)
	same(len(resultOf[[]string](w, run)), 0)
}

func querySeesWhatWasSignalledBeforeIt(w *World) {
	run := w.start(Inbox)
	for number := 1; number <= 10; number++ {
		w.put(run, "x")
		same(queried[int](w, run, "count", 10, 1), 10*number+1)
	}
	must(w.client.TerminateWorkflow(w.ctx, run.GetID(), "", "seen"))
}

func closedRunStillAnswersQueries(w *World) {
	run := w.start(Inbox)
	w.put(run, "kept")
	w.finish(run)
	resultOf[[]string](w, run)
	same(queried[[]string](w, run, "all"), []string{"kept"})
	worker.PurgeStickyWorkflowCache()
	same(queried[[]string](w, run, "all"), []string{"kept"})
}

func terminatedRunRejectsQueriesForACleanEnd(w *World) {
	run := w.start(Inbox)
	w.put(run, "kept")
	same(queried[int](w, run, "count", 1, 0), 1)
	must(w.client.TerminateWorkflow(w.ctx, run.GetID(), "", "enough"))
	same(queried[int](w, run, "count", 1, 0), 1)
	answer := ok(w.client.QueryWorkflowWithOptions(w.ctx, &client.QueryWorkflowWithOptionsRequest{
		WorkflowID: run.GetID(), QueryType: "all",
		QueryRejectCondition: enumspb.QUERY_REJECT_CONDITION_NOT_COMPLETED_CLEANLY}))
	same(answer.QueryRejected.GetStatus(), enumspb.WORKFLOW_EXECUTION_STATUS_TERMINATED)
	answer = ok(w.client.QueryWorkflowWithOptions(w.ctx, &client.QueryWorkflowWithOptionsRequest{
		WorkflowID: run.GetID(), QueryType: "all", QueryRejectCondition: enumspb.QUERY_REJECT_CONDITION_NONE}))
	var all []string
	must(answer.QueryResult.Get(&all))
	same(all, []string{"kept"})
}

func failedAndUnknownQueriesSayWhy(w *World) {
	run := w.start(Inbox)
	_, err := w.client.QueryWorkflow(w.ctx, run.GetID(), "", "fails")
	contains(as[*serviceerror.QueryFailed](err).Error(), "no answer")
	_, err = w.client.QueryWorkflow(w.ctx, run.GetID(), "", "unknown")
	contains(as[*serviceerror.QueryFailed](err).Error(), "unknown queryType unknown")
	w.finish(run)
	resultOf[[]string](w, run)
}

func queryOfAMissingRunIsNotFound(w *World) {
	_, err := w.client.QueryWorkflow(w.ctx, w.id("nobody"), "", "all")
	as[*serviceerror.NotFound](err)
}

func queryWithoutAWorkerEndsWithItsDeadline(w *World) {
	options := w.options()
	options.TaskQueue = w.ownQueue()
	run := w.startWith(options, Inbox)
	ctx, cancel := context.WithTimeout(w.ctx, time.Second)
	defer cancel()
	_, err := w.client.QueryWorkflow(ctx, run.GetID(), "", "all")
	as[*serviceerror.DeadlineExceeded](err)
	must(w.client.TerminateWorkflow(w.ctx, run.GetID(), "", "seen"))
}

func twentyQueriesAtOnceAreAllAnswered(w *World) {
	run := w.start(Inbox)
	w.put(run, "x")
	together(20, func(number int) error {
		value, err := w.client.QueryWorkflow(w.ctx, run.GetID(), "", "count", 1, number)
		if err != nil {
			return err
		}
		var count int
		if err := value.Get(&count); err != nil || count != number+1 {
			return fmt.Errorf("%d is not %d: %w", count, number+1, err)
		}
		return nil
	})
	w.finish(run)
	resultOf[[]string](w, run)
}

func queriesGoWithSignalsInFlight(w *World) {
	run := w.start(Inbox)
	together(20, func(number int) error {
		if err := w.client.SignalWorkflow(w.ctx, run.GetID(), "", "put", "x"); err != nil {
			return err
		}
		_, err := w.client.QueryWorkflow(w.ctx, run.GetID(), "", "all")
		return err
	})
	same(queried[int](w, run, "count", 1, 0), 20)
	w.finish(run)
	resultOf[[]string](w, run)
}

func stackTraceShowsWhereTheRunWaits(w *World) {
	run := w.start(Inbox)
	contains(queried[string](w, run, "__stack_trace"), "Inbox")
	isTrue(ok(w.client.QueryWorkflow(w.ctx, run.GetID(), "", "__temporal_workflow_metadata")).HasValue(), "metadata")
	var raw converter.RawValue
	must(ok(w.client.QueryWorkflow(w.ctx, run.GetID(), "", "all")).Get(&raw))
	w.finish(run)
	resultOf[[]string](w, run)
}
