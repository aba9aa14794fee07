package main

import (
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
)

func init() {
	addCases(activityReturnsWhatItWasMadeOf, activityKnowsWhatItBelongsTo, activityIsRetriedUntilItSucceeds,
		lastAttemptFailsTheActivity, nonRetryableFailureIsFinal, listedErrorTypeIsFinal, failureNamesTheDelayOfItsRetry,
		panicOfAnActivityIsAFailure, attemptThatTakesTooLongTimesOut, activityNobodyTakesTimesOut,
		retriesEndWithScheduleToClose, silentAttemptTimesOutAndTheNextSeesItsHeartbeat,
		heartbeatDetailsPassFromAttemptToAttempt, fortyActivitiesAtOnce, activityRunsOnTheQueueThatItNames,
		eagerActivitiesRunOnTheWorkerThatAsked, retriedActivityIsDescribed, activityWithoutATimeoutIsRefused)
}

func (w *World) call(call Call) any { return execute[any](w, CallActivity, call) }

func (w *World) errorOfCall(call Call) *temporal.ActivityError {
	return as[*temporal.ActivityError](w.errorOf(w.start(CallActivity, call)))
}

func activityReturnsWhatItWasMadeOf(w *World) {
	result := w.call(quick("Weigh", Parcel{"box", 5, []string{"a", "ß"}}, 2))
	same(result, map[string]any{"Name": "box", "Grams": 7.0, "Labels": []any{"a", "ß"}})
	same(w.call(quick("Nothing")), nil)
}

func activityKnowsWhatItBelongsTo(w *World) {
	run := w.start(CallActivity, quick("AboutMe"))
	about := resultOf[About](w, run)
	same(about, About{Workflow: run.GetID(), Run: run.GetRunID(), Type: "CallActivity", Queue: w.queue,
		Activity: about.Activity, ActivityType: "AboutMe", Namespace: "default", Attempt: 1, HasDeadline: true})
}

func activityIsRetriedUntilItSucceeds(w *World) {
	run := w.start(CallActivity, quick("FailsUntil", 3))
	same(resultOf[int](w, run), 3)
	started := w.eventsOf(run, enumspb.EVENT_TYPE_ACTIVITY_TASK_STARTED)
	same(len(started), 1)
	attributes := started[0].GetActivityTaskStartedEventAttributes()
	same(attributes.GetAttempt(), int32(3))
	same(attributes.GetLastFailure().GetMessage(), "attempt 2")
}

func lastAttemptFailsTheActivity(w *World) {
	call := quick("FailsForGood", "plain")
	call.Options.RetryPolicy.MaximumAttempts = 2
	err := w.errorOfCall(call)
	same(err.RetryState(), enumspb.RETRY_STATE_MAXIMUM_ATTEMPTS_REACHED)
	same(as[*temporal.ApplicationError](err).Message(), "plain")
}

func nonRetryableFailureIsFinal(w *World) {
	err := w.errorOfCall(quick("FailsForGood", "final"))
	same(err.RetryState(), enumspb.RETRY_STATE_NON_RETRYABLE_FAILURE)
	application := as[*temporal.ApplicationError](err)
	same([]any{application.Message(), application.Type(), application.NonRetryable()}, []any{"no more", "Final", true})
	var detail string
	var number int
	must(application.Details(&detail, &number))
	same([]any{detail, number}, []any{"detail", 7})
	same(application.Unwrap().Error(), "the cause")
}

func listedErrorTypeIsFinal(w *World) {
	call := quick("FailsForGood", "typed")
	call.Options.RetryPolicy.NonRetryableErrorTypes = []string{"Listed"}
	same(w.errorOfCall(call).RetryState(), enumspb.RETRY_STATE_NON_RETRYABLE_FAILURE)
}

func failureNamesTheDelayOfItsRetry(w *World) {
	waited := resultOf[time.Duration](w, w.start(CallActivity, quick("FailsWithDelay")))
	isTrue(waited > time.Second, "the second attempt waited: "+waited.String())
}

func panicOfAnActivityIsAFailure(w *World) {
	call := quick("Panics")
	call.Options.RetryPolicy.MaximumAttempts = 1
	same(as[*temporal.PanicError](w.errorOfCall(call)).Error(), "an activity that panics")
}

func attemptThatTakesTooLongTimesOut(w *World) {
	call := quick("Sleeps", 30*time.Second)
	call.Options.StartToCloseTimeout = time.Second
	call.Options.RetryPolicy.MaximumAttempts = 1
	err := w.errorOfCall(call)
	same(as[*temporal.TimeoutError](err).TimeoutType(), enumspb.TIMEOUT_TYPE_START_TO_CLOSE)
	same(err.RetryState(), enumspb.RETRY_STATE_MAXIMUM_ATTEMPTS_REACHED)
}

func activityNobodyTakesTimesOut(w *World) {
	call := quick("Nothing")
	call.Options.TaskQueue = w.ownQueue()
	call.Options.ScheduleToStartTimeout = time.Second
	err := w.errorOfCall(call)
	same(as[*temporal.TimeoutError](err).TimeoutType(), enumspb.TIMEOUT_TYPE_SCHEDULE_TO_START)
	same(err.RetryState(), enumspb.RETRY_STATE_TIMEOUT)
}

func retriesEndWithScheduleToClose(w *World) {
	call := quick("FailsForGood", "plain")
	call.Options.ScheduleToCloseTimeout = 2 * time.Second
	call.Options.RetryPolicy = &temporal.RetryPolicy{InitialInterval: time.Second, BackoffCoefficient: 3}
	err := w.errorOfCall(call)
	same(err.RetryState(), enumspb.RETRY_STATE_TIMEOUT)
	same(as[*temporal.ApplicationError](err).Message(), "plain")
}

func silentAttemptTimesOutAndTheNextSeesItsHeartbeat(w *World) {
	call := quick("FallsSilent")
	call.Options.HeartbeatTimeout = time.Second
	same(w.call(call), "alive")
	call.Options.RetryPolicy.MaximumAttempts = 1
	timeout := as[*temporal.TimeoutError](w.errorOfCall(call))
	same(timeout.TimeoutType(), enumspb.TIMEOUT_TYPE_HEARTBEAT)
	var last string
	must(timeout.LastHeartbeatDetails(&last))
	same(last, "alive")
}

func heartbeatDetailsPassFromAttemptToAttempt(w *World) {
	same(w.call(quick("CountsByHeartbeat")), 3.0)
}

func fortyActivitiesAtOnce(w *World) {
	same(execute[int](w, ManyActivities, 40), 40*39/2+40)
}

func activityRunsOnTheQueueThatItNames(w *World) {
	queue := w.ownQueue()
	made := worker.New(w.client, queue, worker.Options{DisableWorkflowWorker: true})
	registerActivities(made)
	must(made.Start())
	defer made.Stop()
	call := quick("AboutMe")
	call.Options.TaskQueue = queue
	same(resultOf[About](w, w.start(CallActivity, call)).Queue, queue)
}

func eagerActivitiesRunOnTheWorkerThatAsked(w *World) {
	for _, disabled := range []bool{false, true} {
		options := w.options()
		options.TaskQueue = w.ownQueue()
		made := w.startWorker(options.TaskQueue, worker.Options{DisableEagerActivities: disabled})
		same(resultOf[int](w, w.startWith(options, ManyActivities, 3)), 6)
		made.Stop()
	}
}

func retriedActivityIsDescribed(w *World) {
	call := quick("FailsUntil", 100)
	call.Options.RetryPolicy = &temporal.RetryPolicy{InitialInterval: time.Minute}
	run := w.start(CallActivity, call)
	w.eventually("the activity is pending, with its failure", func() bool {
		pending := w.describe(run).GetPendingActivities()
		return len(pending) == 1 && pending[0].GetAttempt() == 2 &&
			pending[0].GetState() == enumspb.PENDING_ACTIVITY_STATE_SCHEDULED &&
			pending[0].GetLastFailure().GetMessage() == "attempt 1" &&
			pending[0].GetActivityType().GetName() == "FailsUntil" &&
			pending[0].GetNextAttemptScheduleTime().AsTime().After(time.Now())
	})
	must(w.client.TerminateWorkflow(w.ctx, run.GetID(), "", "seen"))
}

func activityWithoutATimeoutIsRefused(w *World) {
	run := w.start(CallActivity, Call{"Nothing", nil, workflow.ActivityOptions{}})
	w.eventually("the task fails", func() bool {
		failed := w.eventsOf(run, enumspb.EVENT_TYPE_WORKFLOW_TASK_FAILED)
		return len(failed) > 0 && failed[0].GetWorkflowTaskFailedEventAttributes().GetCause() ==
			enumspb.WORKFLOW_TASK_FAILED_CAUSE_BAD_SCHEDULE_ACTIVITY_ATTRIBUTES
	})
	must(w.client.TerminateWorkflow(w.ctx, run.GetID(), "", "seen"))
}
