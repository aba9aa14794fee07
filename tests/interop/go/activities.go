package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/temporal"
)

func init() {
	addActivities(Weigh, Nothing, AboutMe, FailsUntil, FailsForGood, FailsWithDelay, Sleeps, CountsByHeartbeat,
		FallsSilent, WaitsForCancellation, LeftToOthers, Panics)
}

type Parcel struct {
	Name   string
	Grams  int
	Labels []string
}

func Weigh(_ context.Context, parcel Parcel, more int) (Parcel, error) {
	parcel.Grams += more
	return parcel, nil
}

func Nothing(context.Context) error { return nil }

type About struct {
	Workflow, Run, Type, Queue, Activity, ActivityType, Namespace string
	Attempt                                                       int32
	HasDeadline, IsLocal                                          bool
}

func AboutMe(ctx context.Context) (About, error) {
	info := activity.GetInfo(ctx)
	return About{
		Workflow: info.WorkflowExecution.ID, Run: info.WorkflowExecution.RunID, Type: info.WorkflowType.Name,
		Queue: info.TaskQueue, Activity: info.ActivityID, ActivityType: info.ActivityType.Name,
		Namespace: info.WorkflowNamespace, Attempt: info.Attempt, HasDeadline: info.Deadline.After(time.Now()),
		IsLocal: info.IsLocalActivity,
	}, nil
}

func FailsUntil(ctx context.Context, attempt int32) (int32, error) {
	if now := activity.GetInfo(ctx).Attempt; now < attempt {
		return 0, fmt.Errorf("attempt %d", now)
	}
	return attempt, nil
}

func FailsForGood(_ context.Context, how string) error {
	switch how {
	case "final":
		return temporal.NewNonRetryableApplicationError("no more", "Final", errors.New("the cause"), "detail", 7)
	case "typed":
		return temporal.NewApplicationError("of a type", "Listed")
	}
	return errors.New("plain")
}

func FailsWithDelay(ctx context.Context) (time.Duration, error) {
	info := activity.GetInfo(ctx)
	if info.Attempt == 1 {
		return 0, temporal.NewApplicationErrorWithOptions("later", "Later",
			temporal.ApplicationErrorOptions{NextRetryDelay: 1200 * time.Millisecond})
	}
	return time.Since(info.ScheduledTime), nil
}

func Sleeps(ctx context.Context, duration time.Duration) error {
	select {
	case <-time.After(duration):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// CountsByHeartbeat fails twice; each attempt goes on from the heartbeat of the one before.
func CountsByHeartbeat(ctx context.Context) (int, error) {
	count := 0
	if activity.HasHeartbeatDetails(ctx) {
		if err := activity.GetHeartbeatDetails(ctx, &count); err != nil {
			return 0, err
		}
	}
	activity.RecordHeartbeat(ctx, count+1)
	if activity.GetInfo(ctx).Attempt < 3 {
		return 0, errors.New("not yet")
	}
	return count + 1, nil
}

// FallsSilent sends one heartbeat and then, in its first attempt, no other.
func FallsSilent(ctx context.Context) (string, error) {
	if activity.GetInfo(ctx).Attempt > 1 {
		var last string
		err := activity.GetHeartbeatDetails(ctx, &last)
		return last, err
	}
	activity.RecordHeartbeat(ctx, "alive")
	select {
	case <-time.After(20 * time.Second):
	case <-activity.GetWorkerStopChannel(ctx):
	case <-ctx.Done():
	}
	return "", ctx.Err()
}

// WaitsForCancellation ends as it is told once its cancellation arrives with a heartbeat.
func WaitsForCancellation(ctx context.Context, then string) (string, error) {
	for {
		activity.RecordHeartbeat(ctx, "waiting")
		select {
		case <-ctx.Done():
			switch then {
			case "complete":
				return "completed all the same", nil
			case "fail":
				return "", temporal.NewNonRetryableApplicationError("broken by it", "Broken", nil)
			}
			return "", temporal.NewCanceledError("tidied up")
		case <-time.After(50 * time.Millisecond):
		}
	}
}

var leftTokens sync.Map

// LeftToOthers leaves its token where the case finds it.
func LeftToOthers(ctx context.Context, key string) (string, error) {
	leftTokens.Store(key, activity.GetInfo(ctx).TaskToken)
	return "", activity.ErrResultPending
}

func Panics(context.Context) error { panic("an activity that panics") }
