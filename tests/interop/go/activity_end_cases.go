package main

import (
	"errors"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"
)

func init() {
	addCases(cancelledActivityEndsAsItLikes, activityThatIsNotWaitedForEndsAtOnce,
		activityCancelledBeforeItStartsNeverRuns, activityIsCompletedFromOutsideByToken,
		activityIsCompletedFromOutsideByID, activityIsFailedFromOutside, outsideCompleterLearnsOfTheCancellation,
		outsideCompletionOfNothingIsNotFound)
	addCases(localActivityLeavesAMarker, localActivityIsRetriedAndFails, localActivityOutlivesItsWorkflowTask,
		localActivityThatTakesTooLongTimesOut, localActivityWaitsForItsRetryOnATimer)
}

func cancelledActivityEndsAsItLikes(w *World) {
	table := map[string]string{"complete": "completed: completed all the same", "fail": "failed: Broken",
		"cancel": "cancelled: tidied up"}
	for then, want := range table {
		call := quick("WaitsForCancellation", then)
		call.Options.WaitForCancellation = true
		call.Options.HeartbeatTimeout = 1500 * time.Millisecond
		run := w.start(CancelsActivity, call, 200*time.Millisecond)
		same(resultOf[string](w, run), want)
		isTrue(countIn(w.eventNames(run), "ActivityTaskCancelRequested") == 1, "the request is in the history")
	}
}

func activityThatIsNotWaitedForEndsAtOnce(w *World) {
	call := quick("WaitsForCancellation", "cancel")
	call.Options.HeartbeatTimeout = 1500 * time.Millisecond
	same(execute[string](w, CancelsActivity, call, 100*time.Millisecond), "cancelled: ")
}

func activityCancelledBeforeItStartsNeverRuns(w *World) {
	for _, waits := range []bool{false, true} {
		call := quick("Nothing")
		call.Options.TaskQueue = w.ownQueue()
		call.Options.WaitForCancellation = waits
		run := w.start(CancelsActivity, call, 50*time.Millisecond)
		contains(resultOf[string](w, run), "cancelled: ")
		same(countIn(w.eventNames(run), "ActivityTaskStarted"), 0)
	}
}

// Starts an activity that is left to others; gives its run and its token.
func (w *World) left(change func(*Call)) (client.WorkflowRun, []byte) {
	key := w.id("key")
	call := quick("LeftToOthers", key)
	change(&call)
	run := w.start(CancelsActivity, call, time.Duration(-1))
	var token any
	w.eventually("the activity has started", func() bool {
		found, isThere := leftTokens.Load(key)
		token = found
		return isThere
	})
	return run, token.([]byte)
}

func (w *World) cancelCall(run client.WorkflowRun) {
	must(w.client.SignalWorkflow(w.ctx, run.GetID(), "", "cancel", nil))
}

func activityIsCompletedFromOutsideByToken(w *World) {
	run, token := w.left(func(*Call) {})
	must(w.client.RecordActivityHeartbeat(w.ctx, token, "from outside"))
	must(w.client.CompleteActivity(w.ctx, token, "by token", nil))
	w.cancelCall(run)
	same(resultOf[string](w, run), "completed: by token")
}

func activityIsCompletedFromOutsideByID(w *World) {
	run, _ := w.left(func(call *Call) { call.Options.ActivityID = "left" })
	must(w.client.RecordActivityHeartbeatByID(w.ctx, "default", run.GetID(), run.GetRunID(), "left", "from outside"))
	must(w.client.CompleteActivityByID(w.ctx, "default", run.GetID(), "", "left", "by id", nil))
	w.cancelCall(run)
	same(resultOf[string](w, run), "completed: by id")
}

func activityIsFailedFromOutside(w *World) {
	run, token := w.left(func(*Call) {})
	must(w.client.CompleteActivity(w.ctx, token, nil, temporal.NewNonRetryableApplicationError("outside", "Outside", nil)))
	w.cancelCall(run)
	same(resultOf[string](w, run), "failed: Outside")
}

func outsideCompleterLearnsOfTheCancellation(w *World) {
	run, token := w.left(func(call *Call) { call.Options.WaitForCancellation = true })
	w.cancelCall(run)
	w.eventually("the heartbeat says it", func() bool {
		var canceled *temporal.CanceledError
		return errors.As(w.client.RecordActivityHeartbeat(w.ctx, token), &canceled)
	})
	must(w.client.CompleteActivity(w.ctx, token, nil, temporal.NewCanceledError("outside")))
	same(resultOf[string](w, run), "cancelled: outside")
}

func outsideCompletionOfNothingIsNotFound(w *World) {
	run, token := w.left(func(*Call) {})
	must(w.client.CompleteActivity(w.ctx, token, "first", nil))
	as[*serviceerror.NotFound](w.client.CompleteActivity(w.ctx, token, "second", nil))
	as[*serviceerror.NotFound](w.client.CompleteActivityByID(w.ctx, "default", run.GetID(), "", "nothing", 1, nil))
	w.cancelCall(run)
	same(resultOf[string](w, run), "completed: first")
	as[*serviceerror.NotFound](w.client.CompleteActivity(w.ctx, token, "third", nil))
}

func local(name string, number int) LocalCall {
	return LocalCall{name, number, workflow.LocalActivityOptions{
		ScheduleToCloseTimeout: 30 * time.Second,
		RetryPolicy:            &temporal.RetryPolicy{InitialInterval: 20 * time.Millisecond, MaximumAttempts: 4},
	}}
}

func localActivityLeavesAMarker(w *World) {
	run := w.start(CallLocalActivity, local("AboutMe", 0))
	about := resultOf[About](w, run)
	same([]any{about.IsLocal, about.Workflow, about.ActivityType}, []any{true, run.GetID(), "AboutMe"})
	markers := w.eventsOf(run, enumspb.EVENT_TYPE_MARKER_RECORDED)
	same(len(markers), 1)
	same(markers[0].GetMarkerRecordedEventAttributes().GetMarkerName(), "LocalActivity")
}

func localActivityIsRetriedAndFails(w *World) {
	same(execute[int](w, CallLocalActivity, local("FailsUntil", 3)), 3)
	err := w.errorOf(w.start(CallLocalActivity, local("FailsForGood", 0)))
	same(as[*temporal.ApplicationError](err).Type(), "Final")
}

func localActivityOutlivesItsWorkflowTask(w *World) {
	options := w.options()
	options.WorkflowTaskTimeout = 2 * time.Second
	run := w.startWith(options, CallLocalActivity, local("Sleeps", 3500))
	same(resultOf[any](w, run), nil)
	isTrue(countIn(w.eventNames(run), "WorkflowTaskCompleted") >= 2, "the task was kept by heartbeats")
}

func localActivityThatTakesTooLongTimesOut(w *World) {
	call := local("Sleeps", 20_000)
	call.Options.StartToCloseTimeout = 300 * time.Millisecond
	call.Options.RetryPolicy.MaximumAttempts = 1
	err := w.errorOf(w.start(CallLocalActivity, call))
	same(as[*temporal.TimeoutError](err).TimeoutType(), enumspb.TIMEOUT_TYPE_START_TO_CLOSE)
}

func localActivityWaitsForItsRetryOnATimer(w *World) {
	options := w.options()
	options.WorkflowTaskTimeout = time.Second
	call := local("FailsUntil", 2)
	call.Options.RetryPolicy.InitialInterval = 2 * time.Second
	run := w.startWith(options, CallLocalActivity, call)
	same(resultOf[int](w, run), 2)
	same(countIn(w.eventNames(run), "TimerFired"), 1)
}
