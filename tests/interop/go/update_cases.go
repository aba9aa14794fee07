package main

import (
	"context"
	"fmt"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"
)

func init() {
	addCases(updateIsAcceptedAndCompleted, rejectedUpdateLeavesNoEvent, failedHandlerFailsTheUpdateAlone,
		unknownUpdateIsRejected, acceptedUpdateIsWaitedForLater, updateOfAKnownIDRunsOnce, updateKnowsItsID,
		nineUpdatesAtOnceAreAllDone, updatesQueriesAndSignalsMix, updateMayCloseItsRun,
		updateOfAClosedOrMissingRunIsNotFound, updateWhoseRunEndsFirstFails, updateNobodyTakesIsGivenUp,
		updateHandlerMayCallActivities)
	addCases(updateWithStartStartsTheRunAndUpdatesIt, updateWithStartOfARunningIDFailsIfItMust,
		rejectedUpdateWithStartLeavesTheRun, updateWithStartJoinsAKnownUpdate)
}

func (w *World) update(run client.WorkflowRun, name string, args ...any) (client.WorkflowUpdateHandle, error) {
	return w.client.UpdateWorkflow(w.ctx, client.UpdateWorkflowOptions{
		WorkflowID: run.GetID(), RunID: run.GetRunID(), UpdateName: name, Args: args,
		WaitForStage: client.WorkflowUpdateStageCompleted})
}

func (w *World) add(run client.WorkflowRun, amount int, how string) (int, error) {
	handle, err := w.update(run, "add", amount, how)
	if err != nil {
		return 0, err
	}
	var balance int
	err = handle.Get(w.ctx, &balance)
	return balance, err
}

func (w *World) closeAccount(run client.WorkflowRun, want int) {
	w.finish(run)
	same(resultOf[int](w, run), want)
}

func updateIsAcceptedAndCompleted(w *World) {
	run := w.start(Account, 10)
	same(ok(w.add(run, 5, "")), 15)
	same(queried[int](w, run, "balance"), 15)
	w.closeAccount(run, 15)
	accepted := w.eventsOf(run, enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED)
	same(len(accepted), 1)
	same(accepted[0].GetWorkflowExecutionUpdateAcceptedEventAttributes().GetAcceptedRequest().GetInput().GetName(), "add")
	same(len(w.eventsOf(run, enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_COMPLETED)), 1)
}

func rejectedUpdateLeavesNoEvent(w *World) {
	run := w.start(Account, 0)
	same(ok(w.add(run, 1, "")), 1)
	before := len(w.eventNames(run))
	_, err := w.add(run, -1, "")
	same(as[*temporal.ApplicationError](err).Type(), "Negative")
	same(len(w.eventNames(run)), before)
	w.closeAccount(run, 1)
}

func failedHandlerFailsTheUpdateAlone(w *World) {
	run := w.start(Account, 0)
	_, err := w.add(run, 1, "fail")
	application := as[*temporal.ApplicationError](err)
	same([]any{application.Type(), application.Message()}, []any{"Refused", "refused by the handler"})
	w.closeAccount(run, 0)
}

func unknownUpdateIsRejected(w *World) {
	run := w.start(Account, 0)
	handle, err := w.update(run, "unknown")
	if err == nil {
		err = handle.Get(w.ctx, nil)
	}
	contains(err.Error(), "unknown update unknown")
	w.closeAccount(run, 0)
}

func acceptedUpdateIsWaitedForLater(w *World) {
	run := w.start(Account, 0)
	id := w.id("update")
	handle := ok(w.client.UpdateWorkflow(w.ctx, client.UpdateWorkflowOptions{
		UpdateID: id, WorkflowID: run.GetID(), UpdateName: "add", Args: []any{4, "wait"},
		WaitForStage: client.WorkflowUpdateStageAccepted}))
	same([]string{handle.WorkflowID(), handle.RunID(), handle.UpdateID()}, []string{run.GetID(), run.GetRunID(), id})
	must(w.client.SignalWorkflow(w.ctx, run.GetID(), "", "go", nil))
	var balance int
	must(handle.Get(w.ctx, &balance))
	same(balance, 4)
	w.closeAccount(run, 4)
	again := w.client.GetWorkflowUpdateHandle(client.GetWorkflowUpdateHandleOptions{
		WorkflowID: run.GetID(), RunID: run.GetRunID(), UpdateID: id})
	must(again.Get(w.ctx, &balance))
	same(balance, 4)
}

func updateOfAKnownIDRunsOnce(w *World) {
	run := w.start(Account, 0)
	together(5, func(int) error {
		handle, err := w.client.UpdateWorkflow(w.ctx, client.UpdateWorkflowOptions{
			UpdateID: "once", WorkflowID: run.GetID(), UpdateName: "add", Args: []any{3, ""},
			WaitForStage: client.WorkflowUpdateStageCompleted})
		if err != nil {
			return err
		}
		var balance int
		if err := handle.Get(w.ctx, &balance); err != nil || balance != 3 {
			return fmt.Errorf("balance %d: %w", balance, err)
		}
		return nil
	})
	w.closeAccount(run, 3)
}

func updateKnowsItsID(w *World) {
	run := w.start(Account, 0)
	handle := ok(w.client.UpdateWorkflow(w.ctx, client.UpdateWorkflowOptions{
		UpdateID: "who", WorkflowID: run.GetID(), UpdateName: "whoami", WaitForStage: client.WorkflowUpdateStageCompleted}))
	var id string
	must(handle.Get(w.ctx, &id))
	same(id, "who")
	w.closeAccount(run, 0)
}

func nineUpdatesAtOnceAreAllDone(w *World) {
	run := w.start(Account, 0)
	together(9, func(int) error {
		_, err := w.add(run, 1, "")
		return err
	})
	w.closeAccount(run, 9)
}

func updatesQueriesAndSignalsMix(w *World) {
	run := w.start(Account, 0)
	together(9, func(number int) error {
		if number%3 == 0 {
			_, err := w.client.QueryWorkflow(w.ctx, run.GetID(), "", "balance")
			return err
		}
		if number%3 == 1 {
			return w.client.SignalWorkflow(w.ctx, run.GetID(), "", "ignored", number)
		}
		_, err := w.add(run, 1, "")
		return err
	})
	w.closeAccount(run, 3)
}

func updateMayCloseItsRun(w *World) {
	run := w.start(Account, 0)
	same(ok(w.add(run, 7, "close")), 7)
	same(resultOf[int](w, run), 7)
}

func updateOfAClosedOrMissingRunIsNotFound(w *World) {
	run := w.start(Account, 0)
	w.closeAccount(run, 0)
	_, err := w.add(run, 1, "")
	contains(as[*serviceerror.NotFound](err).Error(), "workflow execution already completed")
	_, err = w.client.UpdateWorkflow(w.ctx, client.UpdateWorkflowOptions{
		WorkflowID: w.id("nobody"), UpdateName: "add", WaitForStage: client.WorkflowUpdateStageCompleted})
	as[*serviceerror.NotFound](err)
}

func updateWhoseRunEndsFirstFails(w *World) {
	run := w.start(Account, 0)
	handle := ok(w.client.UpdateWorkflow(w.ctx, client.UpdateWorkflowOptions{
		WorkflowID: run.GetID(), UpdateName: "add", Args: []any{4, "wait"},
		WaitForStage: client.WorkflowUpdateStageAccepted}))
	must(w.client.TerminateWorkflow(w.ctx, run.GetID(), "", "enough"))
	same(as[*temporal.ApplicationError](handle.Get(w.ctx, nil)).Type(), "AcceptedUpdateCompletedWorkflow")
}

func updateNobodyTakesIsGivenUp(w *World) {
	options := w.options()
	options.TaskQueue = w.ownQueue()
	run := w.startWith(options, Account, 0)
	ctx, cancel := context.WithTimeout(w.ctx, time.Second)
	defer cancel()
	_, err := w.client.UpdateWorkflow(ctx, client.UpdateWorkflowOptions{
		WorkflowID: run.GetID(), UpdateName: "add", Args: []any{4, ""}, WaitForStage: client.WorkflowUpdateStageCompleted})
	as[*client.WorkflowUpdateServiceTimeoutOrCanceledError](err)
	must(w.client.TerminateWorkflow(w.ctx, run.GetID(), "", "seen"))
}

func updateHandlerMayCallActivities(w *World) {
	run := w.start(Account, 1)
	same(ok(w.add(run, 2, "activity")), 3)
	w.closeAccount(run, 3)
}

func (w *World) updateWithStart(options client.StartWorkflowOptions, updateID string, amount int) (client.WithStartWorkflowOperation, int, error) {
	start := w.client.NewWithStartWorkflowOperation(options, Account, 100)
	handle, err := w.client.UpdateWithStartWorkflow(w.ctx, client.UpdateWithStartWorkflowOptions{
		StartWorkflowOperation: start,
		UpdateOptions: client.UpdateWorkflowOptions{UpdateID: updateID, UpdateName: "add", Args: []any{amount, ""},
			WaitForStage: client.WorkflowUpdateStageCompleted}})
	if err != nil {
		return start, 0, err
	}
	var balance int
	err = handle.Get(w.ctx, &balance)
	return start, balance, err
}

func updateWithStartStartsTheRunAndUpdatesIt(w *World) {
	options := w.options()
	options.WorkflowIDConflictPolicy = enumspb.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING
	first, balance, err := w.updateWithStart(options, "", 1)
	must(err)
	same(balance, 101)
	second, balance, err := w.updateWithStart(options, "", 2)
	must(err)
	same(balance, 103)
	run := ok(first.Get(w.ctx))
	same(ok(second.Get(w.ctx)).GetRunID(), run.GetRunID())
	w.closeAccount(run, 103)
}

func updateWithStartOfARunningIDFailsIfItMust(w *World) {
	options := w.options()
	run := w.startWith(options, Account, 0)
	options.WorkflowIDConflictPolicy = enumspb.WORKFLOW_ID_CONFLICT_POLICY_FAIL
	_, _, err := w.updateWithStart(options, "", 1)
	as[*serviceerror.WorkflowExecutionAlreadyStarted](err)
	w.closeAccount(run, 0)
}

func rejectedUpdateWithStartLeavesTheRun(w *World) {
	options := w.options()
	options.WorkflowIDConflictPolicy = enumspb.WORKFLOW_ID_CONFLICT_POLICY_FAIL
	start, _, err := w.updateWithStart(options, "", -1)
	same(as[*temporal.ApplicationError](err).Type(), "Negative")
	run := ok(start.Get(w.ctx))
	same(ok(w.add(run, 1, "")), 101)
	w.closeAccount(run, 101)
}

func updateWithStartJoinsAKnownUpdate(w *World) {
	options := w.options()
	options.WorkflowIDConflictPolicy = enumspb.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING
	for range 3 {
		_, balance, err := w.updateWithStart(options, "known", 1)
		must(err)
		same(balance, 101)
	}
	run := w.client.GetWorkflow(w.ctx, options.ID, "")
	w.closeAccount(run, 101)
}
