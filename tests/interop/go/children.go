package main

import (
	"errors"
	"fmt"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"
)

func init() {
	addWorkflows(Leaf, Parent, LeavesChildren, CancelsChild, ManyChildren, Grandparent, Speaks)
}

// Leaf is a child that ends as it is told: returns, fails, waits, or continues as new first.
func Leaf(ctx workflow.Context, how string, value int) (int, error) {
	switch how {
	case "fail":
		return 0, temporal.NewApplicationError("leaf failed", "LeafError", value)
	case "fail twice":
		if workflow.GetInfo(ctx).Attempt < 3 {
			return 0, errors.New("not yet")
		}
	case "continue":
		return 0, workflow.NewContinueAsNewError(ctx, Leaf, "return", value)
	case "wait":
		selector := workflow.NewSelector(ctx)
		selector.AddReceive(workflow.GetSignalChannel(ctx, "release"), func(workflow.ReceiveChannel, bool) {})
		selector.AddReceive(ctx.Done(), func(workflow.ReceiveChannel, bool) {})
		selector.Select(ctx)
		if ctx.Err() != nil {
			tidy, cancel := workflow.NewDisconnectedContext(ctx)
			defer cancel()
			return 0, errors.Join(workflow.Sleep(tidy, 100*time.Millisecond), ctx.Err())
		}
	}
	return value, nil
}

type ChildOrder struct {
	How      string
	Value    int
	ID       string
	Policy   enumspb.ParentClosePolicy
	Reuse    enumspb.WorkflowIdReusePolicy
	Attempts int32
	Timeout  time.Duration
}

// Parent starts one child and says what became of it.
func Parent(ctx workflow.Context, order ChildOrder) (string, error) {
	id := order.ID
	if id == "" {
		id = workflow.GetInfo(ctx).WorkflowExecution.ID + "-child"
	}
	ctx = workflow.WithChildOptions(ctx, workflow.ChildWorkflowOptions{
		WorkflowID: id, ParentClosePolicy: order.Policy, WorkflowIDReusePolicy: order.Reuse,
		WorkflowRunTimeout: order.Timeout, WaitForCancellation: true,
		RetryPolicy: &temporal.RetryPolicy{InitialInterval: 20 * time.Millisecond, MaximumAttempts: order.Attempts},
	})
	var value int
	err := workflow.ExecuteChildWorkflow(ctx, Leaf, order.How, order.Value).Get(ctx, &value)
	if err == nil {
		return fmt.Sprint("returned ", value), nil
	}
	return childEnd(err), nil
}

func childEnd(err error) string {
	var application *temporal.ApplicationError
	var timeout *temporal.TimeoutError
	var terminated *temporal.TerminatedError
	var started *temporal.ChildWorkflowExecutionAlreadyStartedError
	switch {
	case errors.As(err, &started):
		return "already started"
	case errors.As(err, &application):
		return "failed: " + application.Message()
	case errors.As(err, &timeout):
		return "timed out"
	case errors.As(err, &terminated):
		return "terminated"
	case temporal.IsCanceledError(err):
		return "cancelled"
	}
	return err.Error()
}

// LeavesChildren completes while its children run: one for each policy.
func LeavesChildren(ctx workflow.Context) ([]string, error) {
	var ids []string
	for policy := enumspb.PARENT_CLOSE_POLICY_TERMINATE; policy <= enumspb.PARENT_CLOSE_POLICY_REQUEST_CANCEL; policy++ {
		id := fmt.Sprintf("%s-%d", workflow.GetInfo(ctx).WorkflowExecution.ID, policy)
		inner := workflow.WithChildOptions(ctx, workflow.ChildWorkflowOptions{WorkflowID: id, ParentClosePolicy: policy})
		if err := workflow.ExecuteChildWorkflow(inner, Leaf, "wait", 0).GetChildWorkflowExecution().Get(ctx, nil); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, nil
}

// CancelsChild cancels its child once it runs, and waits for its end or not.
func CancelsChild(ctx workflow.Context, waits bool) (string, error) {
	inner, cancel := workflow.WithCancel(workflow.WithChildOptions(ctx, workflow.ChildWorkflowOptions{
		WaitForCancellation: waits, ParentClosePolicy: enumspb.PARENT_CLOSE_POLICY_ABANDON}))
	child := workflow.ExecuteChildWorkflow(inner, Leaf, "wait", 0)
	if err := child.GetChildWorkflowExecution().Get(ctx, nil); err != nil {
		return "", err
	}
	cancel()
	return childEnd(child.Get(ctx, nil)), nil
}

// ManyChildren starts children with memo and attributes, releases each by a signal, and adds up what they return.
func ManyChildren(ctx workflow.Context, count int) (int, error) {
	var children []workflow.ChildWorkflowFuture
	for number := range count {
		inner := workflow.WithChildOptions(ctx, workflow.ChildWorkflowOptions{
			Memo: map[string]any{"number": number}, StaticSummary: fmt.Sprint("child ", number),
			TypedSearchAttributes: temporal.NewSearchAttributes(customer.ValueSet("c"))})
		children = append(children, workflow.ExecuteChildWorkflow(inner, Leaf, "wait", number))
	}
	sum := 0
	for _, child := range children {
		if err := child.SignalChildWorkflow(ctx, "release", nil).Get(ctx, nil); err != nil {
			return 0, err
		}
	}
	for _, child := range children {
		var value int
		if err := child.Get(ctx, &value); err != nil {
			return 0, err
		}
		sum += value
	}
	return sum, nil
}

func Grandparent(ctx workflow.Context) (result string, err error) {
	err = workflow.ExecuteChildWorkflow(ctx, Parent, ChildOrder{How: "return", Value: 9}).Get(ctx, &result)
	return result, err
}

// Speaks signals or cancels another run, which need not be its child.
func Speaks(ctx workflow.Context, what, id, runID string) (string, error) {
	var err error
	if what == "signal" {
		err = workflow.SignalExternalWorkflow(ctx, id, runID, "put", workflow.GetInfo(ctx).WorkflowExecution.ID).Get(ctx, nil)
	} else {
		err = workflow.RequestCancelExternalWorkflow(ctx, id, runID).Get(ctx, nil)
	}
	var unknown *temporal.UnknownExternalWorkflowExecutionError
	if errors.As(err, &unknown) {
		return "unknown", nil
	}
	return "done", err
}
