package main

import (
	"errors"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"
)

func init() {
	addWorkflows(CallActivity, CallLocalActivity, CancelsActivity, ManyActivities)
}

// A Call names an activity; its options are the SDK's own, which are data.
type Call struct {
	Activity string
	Args     []any
	Options  workflow.ActivityOptions
}

func quick(name string, args ...any) Call {
	return Call{name, args, workflow.ActivityOptions{
		StartToCloseTimeout: 20 * time.Second,
		RetryPolicy:         &temporal.RetryPolicy{InitialInterval: 20 * time.Millisecond},
	}}
}

func CallActivity(ctx workflow.Context, call Call) (any, error) {
	var result any
	ctx = workflow.WithActivityOptions(ctx, call.Options)
	err := workflow.ExecuteActivity(ctx, call.Activity, call.Args...).Get(ctx, &result)
	return result, err
}

// A LocalCall names one of few activities: a local one gets its arguments as they are, not by way of JSON.
type LocalCall struct {
	Activity string
	Number   int
	Options  workflow.LocalActivityOptions
}

func (call LocalCall) start(ctx workflow.Context) workflow.Future {
	switch call.Activity {
	case "FailsUntil":
		return workflow.ExecuteLocalActivity(ctx, FailsUntil, int32(call.Number))
	case "FailsForGood":
		return workflow.ExecuteLocalActivity(ctx, FailsForGood, "final")
	case "Sleeps":
		return workflow.ExecuteLocalActivity(ctx, Sleeps, time.Duration(call.Number)*time.Millisecond)
	}
	return workflow.ExecuteLocalActivity(ctx, AboutMe)
}

func CallLocalActivity(ctx workflow.Context, call LocalCall) (any, error) {
	var result any
	ctx = workflow.WithLocalActivityOptions(ctx, call.Options)
	err := call.start(ctx).Get(ctx, &result)
	return result, err
}

// CancelsActivity cancels its call once it is told to, or after the given time, and says how it ended.
func CancelsActivity(ctx workflow.Context, call Call, after time.Duration) (string, error) {
	inner, cancel := workflow.WithCancel(workflow.WithActivityOptions(ctx, call.Options))
	pending := workflow.ExecuteActivity(inner, call.Activity, call.Args...)
	if after >= 0 {
		if err := workflow.NewTimer(ctx, after).Get(ctx, nil); err != nil {
			return "", err
		}
	} else {
		workflow.GetSignalChannel(ctx, "cancel").Receive(ctx, nil)
	}
	cancel()
	var result string
	err := pending.Get(ctx, &result)
	return endOf(result, err), nil
}

func endOf(result string, err error) string {
	var application *temporal.ApplicationError
	switch {
	case err == nil:
		return "completed: " + result
	case temporal.IsCanceledError(err):
		var canceled *temporal.CanceledError
		details := ""
		if errors.As(err, &canceled) && canceled.HasDetails() {
			_ = canceled.Details(&details)
		}
		return "cancelled: " + details
	case errors.As(err, &application):
		return "failed: " + application.Type()
	}
	return "ended: " + err.Error()
}

func ManyActivities(ctx workflow.Context, count int) (int, error) {
	ctx = workflow.WithActivityOptions(ctx, quick("").Options)
	var pending []workflow.Future
	for number := range count {
		pending = append(pending, workflow.ExecuteActivity(ctx, Weigh, Parcel{Grams: number}, 1))
	}
	sum := 0
	for _, each := range pending {
		var parcel Parcel
		if err := each.Get(ctx, &parcel); err != nil {
			return 0, err
		}
		sum += parcel.Grams
	}
	return sum, nil
}
