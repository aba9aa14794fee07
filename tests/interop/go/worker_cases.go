package main

import (
	"context"
	"fmt"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/worker"
)

func init() {
	addCases(manyPollersShareTheWork, pollersThatScaleThemselves, runGoesOnWithTheNextWorker, twoWorkersShareAQueue,
		stoppingWorkerLetsItsActivityEnd, stoppedWorkerDoesNotHoldItsRunsUp, rateOfAQueueIsKept,
		pollersOfAQueueAreDescribed, workflowOfAnUnknownTypeWaitsForItsWorker)
}

// Runs of every kind on a queue of their own, which such a worker serves.
func (w *World) serveWith(options worker.Options) {
	start := w.options()
	start.TaskQueue = w.ownQueue()
	defer w.startWorker(start.TaskQueue, options).Stop()
	together(12, func(number int) error {
		mine := start
		mine.ID = w.id("run")
		run, err := w.client.ExecuteWorkflow(w.ctx, mine, ManyActivities, number)
		if err != nil {
			return err
		}
		var sum int
		if err := run.Get(w.ctx, &sum); err != nil || sum != number*(number+1)/2 {
			return fmt.Errorf("%d: %d: %w", number, sum, err)
		}
		return nil
	})
}

func manyPollersShareTheWork(w *World) {
	w.serveWith(worker.Options{MaxConcurrentWorkflowTaskPollers: 40, MaxConcurrentActivityTaskPollers: 40})
	w.serveWith(worker.Options{MaxConcurrentWorkflowTaskPollers: 2, MaxConcurrentActivityTaskPollers: 1,
		MaxConcurrentActivityExecutionSize: 1, MaxConcurrentWorkflowTaskExecutionSize: 2})
}

func pollersThatScaleThemselves(w *World) {
	behavior := worker.NewPollerBehaviorAutoscaling(worker.PollerBehaviorAutoscalingOptions{
		InitialNumberOfPollers: 2, MinimumNumberOfPollers: 1, MaximumNumberOfPollers: 20})
	w.serveWith(worker.Options{WorkflowTaskPollerBehavior: behavior, ActivityTaskPollerBehavior: behavior})
}

func runGoesOnWithTheNextWorker(w *World) {
	options := w.options()
	options.TaskQueue = w.ownQueue()
	first := w.startWorker(options.TaskQueue, worker.Options{})
	run := w.startWith(options, Inbox)
	w.put(run, "one")
	same(queried[int](w, run, "count", 1, 0), 1)
	first.Stop()
	worker.PurgeStickyWorkflowCache()
	w.put(run, "two")
	defer w.startWorker(options.TaskQueue, worker.Options{}).Stop()
	w.finish(run)
	same(resultOf[[]string](w, run), []string{"one", "two"})
}

func twoWorkersShareAQueue(w *World) {
	options := w.options()
	options.TaskQueue = w.ownQueue()
	for _, identity := range []string{"left", "right"} {
		defer w.startWorker(options.TaskQueue, worker.Options{Identity: identity, DisableEagerActivities: true}).Stop()
	}
	seen := map[string]bool{}
	w.eventually("both workers had a task", func() bool {
		options.ID = w.id("run")
		run := w.startWith(options, CallActivity, quick("AboutMe"))
		resultOf[About](w, run)
		started := w.eventsOf(run, enumspb.EVENT_TYPE_ACTIVITY_TASK_STARTED)[0]
		seen[started.GetActivityTaskStartedEventAttributes().GetIdentity()] = true
		return seen["left"] && seen["right"]
	})
}

func stoppingWorkerLetsItsActivityEnd(w *World) {
	queue := w.ownQueue()
	begun := make(chan struct{})
	made := worker.New(w.client, queue, worker.Options{WorkerStopTimeout: 10 * time.Second})
	slow := func(ctx context.Context) (string, error) {
		close(begun)
		<-activity.GetWorkerStopChannel(ctx)
		time.Sleep(200 * time.Millisecond)
		return "drained", nil
	}
	made.RegisterActivityWithOptions(slow, activity.RegisterOptions{Name: "Slow"})
	must(made.Start())
	call := quick("Slow")
	call.Options.TaskQueue = queue
	run := w.start(CallActivity, call)
	<-begun
	made.Stop()
	same(resultOf[string](w, run), "drained")
}

func stoppedWorkerDoesNotHoldItsRunsUp(w *World) {
	options := w.options()
	options.TaskQueue = w.ownQueue()
	first := w.startWorker(options.TaskQueue, worker.Options{StickyScheduleToStartTimeout: 30 * time.Second})
	run := w.startWith(options, Inbox)
	same(queried[int](w, run, "count", 1, 0), 0)
	first.Stop()
	defer w.startWorker(options.TaskQueue, worker.Options{}).Stop()
	begin := time.Now()
	w.finish(run)
	resultOf[[]string](w, run)
	isTrue(time.Since(begin) < 15*time.Second, "the next worker had it soon")
}

func rateOfAQueueIsKept(w *World) {
	options := w.options()
	options.TaskQueue = w.ownQueue()
	defer w.startWorker(options.TaskQueue, worker.Options{TaskQueueActivitiesPerSecond: 10, DisableEagerActivities: true}).Stop()
	begin := time.Now()
	resultOf[int](w, w.startWith(options, ManyActivities, 30))
	isTrue(time.Since(begin) > time.Second, "thirty activities took more than a second")
}

func pollersOfAQueueAreDescribed(w *World) {
	queue := w.ownQueue()
	defer w.startWorker(queue, worker.Options{Identity: "described"}).Stop()
	for _, kind := range []enumspb.TaskQueueType{enumspb.TASK_QUEUE_TYPE_WORKFLOW, enumspb.TASK_QUEUE_TYPE_ACTIVITY} {
		w.eventually("its poller is there", func() bool {
			pollers := ok(w.client.DescribeTaskQueue(w.ctx, queue, kind)).GetPollers()
			return len(pollers) > 0 && pollers[0].GetIdentity() == "described"
		})
	}
	described := ok(w.client.DescribeTaskQueueEnhanced(w.ctx, client.DescribeTaskQueueEnhancedOptions{
		TaskQueue: queue, ReportPollers: true, ReportStats: true,
		TaskQueueTypes: []client.TaskQueueType{client.TaskQueueTypeWorkflow}}))
	isTrue(len(described.VersionsInfo) > 0, "the unversioned queue is described")
}

func workflowOfAnUnknownTypeWaitsForItsWorker(w *World) {
	options := w.options()
	options.WorkflowTaskTimeout = time.Second
	options.TaskQueue = w.ownQueue()
	other := worker.New(w.client, options.TaskQueue, worker.Options{})
	other.RegisterWorkflow(Leaf)
	must(other.Start())
	run := w.startWith(options, Ends, "return", 8)
	w.eventually("the worker does not know it", func() bool {
		return len(w.eventsOf(run, enumspb.EVENT_TYPE_WORKFLOW_TASK_FAILED)) > 0
	})
	other.Stop()
	defer w.startWorker(options.TaskQueue, worker.Options{}).Stop()
	same(resultOf[int](w, run), 8)
}
