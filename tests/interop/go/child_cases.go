package main

import (
	"fmt"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/temporal"
)

func init() {
	addCases(childEndsAsItIsTold, childThatIsTerminatedFailsItsParentsCall, childKnowsItsParentAndItsRoot,
		endOfTheParentDoesWithTheChildWhatThePolicySays, completedParentLeavesOnlyAbandonedChildren,
		parentMayCancelItsChild, cancellingTheParentCancelsTheChild, childOfAnIDThatIsTakenCannotStart,
		parentSignalsManyChildren, grandchildReturnsThroughBoth, runSignalsAndCancelsAnotherRun, messageToNobodyFails)
}

func (w *World) describe(run client.WorkflowRun) *workflowservice.DescribeWorkflowExecutionResponse {
	return ok(w.client.DescribeWorkflowExecution(w.ctx, run.GetID(), run.GetRunID()))
}

func (w *World) status(run client.WorkflowRun) enumspb.WorkflowExecutionStatus {
	return w.describe(run).GetWorkflowExecutionInfo().GetStatus()
}

func (w *World) release(child client.WorkflowRun) {
	must(w.client.SignalWorkflow(w.ctx, child.GetID(), "", "release", nil))
	must(child.Get(w.ctx, nil))
}

func childEndsAsItIsTold(w *World) {
	table := []struct {
		order ChildOrder
		want  string
	}{
		{ChildOrder{How: "return", Value: 4}, "returned 4"},
		{ChildOrder{How: "fail", Attempts: 1}, "failed: leaf failed"},
		{ChildOrder{How: "fail twice", Value: 5}, "returned 5"},
		{ChildOrder{How: "continue", Value: 6}, "returned 6"},
		{ChildOrder{How: "wait", Attempts: 1, Timeout: time.Second}, "timed out"},
	}
	together(len(table), func(number int) error {
		row := table[number]
		run, err := w.client.ExecuteWorkflow(w.ctx, w.options(), Parent, row.order)
		if err != nil {
			return err
		}
		var got string
		if err := run.Get(w.ctx, &got); err != nil || got != row.want {
			return fmt.Errorf("%q, want %q: %w", got, row.want, err)
		}
		return nil
	})
}

// The first child of a run, once it runs.
func (w *World) childOf(parent client.WorkflowRun) client.WorkflowRun {
	var child client.WorkflowRun
	w.eventually("its child runs", func() bool {
		pending := w.describe(parent).GetPendingChildren()
		if len(pending) == 0 || pending[0].GetRunId() == "" {
			return false
		}
		same(pending[0].GetWorkflowTypeName(), "Leaf")
		child = w.client.GetWorkflow(w.ctx, pending[0].GetWorkflowId(), pending[0].GetRunId())
		return true
	})
	return child
}

func childThatIsTerminatedFailsItsParentsCall(w *World) {
	parent := w.start(Parent, ChildOrder{How: "wait"})
	child := w.childOf(parent)
	must(w.client.TerminateWorkflow(w.ctx, child.GetID(), child.GetRunID(), "enough"))
	same(resultOf[string](w, parent), "terminated")
}

func childKnowsItsParentAndItsRoot(w *World) {
	parent := w.start(Parent, ChildOrder{How: "wait", Value: 1})
	child := w.childOf(parent)
	info := w.describe(child).GetWorkflowExecutionInfo()
	same(info.GetParentExecution().GetWorkflowId(), parent.GetID())
	same(info.GetParentExecution().GetRunId(), parent.GetRunID())
	same(info.GetRootExecution().GetRunId(), parent.GetRunID())
	w.release(child)
	same(resultOf[string](w, parent), "returned 1")
}

func endOfTheParentDoesWithTheChildWhatThePolicySays(w *World) {
	table := map[enumspb.ParentClosePolicy]enumspb.WorkflowExecutionStatus{
		enumspb.PARENT_CLOSE_POLICY_TERMINATE:      enumspb.WORKFLOW_EXECUTION_STATUS_TERMINATED,
		enumspb.PARENT_CLOSE_POLICY_REQUEST_CANCEL: enumspb.WORKFLOW_EXECUTION_STATUS_CANCELED,
		enumspb.PARENT_CLOSE_POLICY_ABANDON:        enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING,
	}
	for policy, status := range table {
		parent := w.start(Parent, ChildOrder{How: "wait", Policy: policy})
		child := w.childOf(parent)
		must(w.client.TerminateWorkflow(w.ctx, parent.GetID(), "", "gone"))
		w.eventually("the child is "+status.String(), func() bool { return w.status(child) == status })
		if status == enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING {
			w.release(child)
		}
	}
}

func completedParentLeavesOnlyAbandonedChildren(w *World) {
	var children []client.WorkflowRun
	for _, id := range execute[[]string](w, LeavesChildren) {
		children = append(children, w.client.GetWorkflow(w.ctx, id, ""))
	}
	w.eventually("each child is what its policy says", func() bool {
		return w.status(children[0]) == enumspb.WORKFLOW_EXECUTION_STATUS_TERMINATED &&
			w.status(children[1]) == enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING &&
			w.status(children[2]) == enumspb.WORKFLOW_EXECUTION_STATUS_CANCELED
	})
	w.release(children[1])
}

func parentMayCancelItsChild(w *World) {
	for _, waits := range []bool{true, false} {
		run := w.start(CancelsChild, waits)
		same(resultOf[string](w, run), "cancelled")
		names := w.eventNames(run)
		same(countIn(names, "RequestCancelExternalWorkflowExecutionInitiated"), 1)
		if waits {
			same(countIn(names, "ChildWorkflowExecutionCanceled"), 1)
		}
	}
}

func cancellingTheParentCancelsTheChild(w *World) {
	parent := w.start(Parent, ChildOrder{How: "wait"})
	child := w.childOf(parent)
	must(w.client.CancelWorkflow(w.ctx, parent.GetID(), ""))
	same(resultOf[string](w, parent), "cancelled")
	same(w.status(child), enumspb.WORKFLOW_EXECUTION_STATUS_CANCELED)
}

func childOfAnIDThatIsTakenCannotStart(w *World) {
	run := w.start(Inbox)
	order := ChildOrder{How: "return", ID: run.GetID(), Reuse: enumspb.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE}
	same(execute[string](w, Parent, order), "already started")
	w.finish(run)
	resultOf[[]string](w, run)
	same(execute[string](w, Parent, order), "already started")
	order.Reuse = enumspb.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE
	same(execute[string](w, Parent, order), "returned 0")
}

func parentSignalsManyChildren(w *World) {
	run := w.start(ManyChildren, 12)
	same(resultOf[int](w, run), 12*11/2)
	started := w.eventsOf(run, enumspb.EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_STARTED)
	same(len(started), 12)
	child := started[0].GetChildWorkflowExecutionStartedEventAttributes().GetWorkflowExecution()
	described := ok(w.client.DescribeWorkflow(w.ctx, child.GetWorkflowId(), child.GetRunId()))
	value, isThere := described.TypedSearchAttributes.GetKeyword(customer)
	same([]any{value, isThere}, []any{"c", true})
	contains(ok(described.GetStaticSummary()), "child ")
	var number int
	must(converter.GetDefaultDataConverter().FromPayload(described.Memo.GetFields()["number"], &number))
}

func grandchildReturnsThroughBoth(w *World) {
	same(execute[string](w, Grandparent), "returned 9")
}

func runSignalsAndCancelsAnotherRun(w *World) {
	inbox := w.start(Inbox)
	speaker := w.start(Speaks, "signal", inbox.GetID(), "")
	same(resultOf[string](w, speaker), "done")
	same(execute[string](w, Speaks, "signal", inbox.GetID(), inbox.GetRunID()), "done")
	same(queried[int](w, inbox, "count", 1, 0), 2)
	signalled := w.eventsOf(inbox, enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED)[0]
	from := signalled.GetWorkflowExecutionSignaledEventAttributes().GetExternalWorkflowExecution()
	same([]string{from.GetWorkflowId(), from.GetRunId()}, []string{speaker.GetID(), speaker.GetRunID()})
	same(execute[string](w, Speaks, "cancel", inbox.GetID(), ""), "done")
	isTrue(temporal.IsCanceledError(w.errorOf(inbox)), "the other run was cancelled")
}

func messageToNobodyFails(w *World) {
	for _, what := range []string{"signal", "cancel"} {
		same(execute[string](w, Speaks, what, w.id("nobody"), ""), "unknown")
	}
	closed := w.start(Inbox)
	w.finish(closed)
	resultOf[[]string](w, closed)
	same(execute[string](w, Speaks, "signal", closed.GetID(), ""), "unknown")
	same(execute[string](w, Speaks, "cancel", closed.GetID(), ""), "done")
}
