package main

import (
	"errors"
	"time"

	"github.com/google/uuid"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
)

func init() {
	addWorkflows(Versions, Effects, Concurrent, Sessions)
	addCases(versionsAreRecordedAndFound, sideEffectsAreRecordedOnce, channelsMutexesAndGroupsWork,
		sessionKeepsToOneWorker, changedCodeServesOldAndNewRuns, divergingCodeFailsTheTask, panickingCodeWaitsForARepair)
}

// Versions asks for two changes, one of them twice.
func Versions(ctx workflow.Context) ([]workflow.Version, error) {
	first := workflow.GetVersion(ctx, "first", workflow.DefaultVersion, 3)
	if err := workflow.Sleep(ctx, 10*time.Millisecond); err != nil {
		return nil, err
	}
	again := workflow.GetVersion(ctx, "first", workflow.DefaultVersion, 3)
	second := workflow.GetVersion(ctx, "second", 1, 1)
	return []workflow.Version{first, again, second}, workflow.Sleep(ctx, 10*time.Millisecond)
}

// Effects asks for what differs from run to run, twice over with a timer between.
func Effects(ctx workflow.Context) (bool, error) {
	var id string
	if err := workflow.SideEffect(ctx, func(workflow.Context) any { return uuid.NewString() }).Get(&id); err != nil {
		return false, err
	}
	level := func(value int) (int, error) {
		var got int
		get := func(workflow.Context) any { return value }
		err := workflow.MutableSideEffect(ctx, "level", get, func(a, b any) bool { return a == b }).Get(&got)
		return got, err
	}
	sum := 0
	for _, value := range []int{1, 1, 2} {
		got, err := level(value)
		if err != nil {
			return false, err
		}
		sum += got
		if err := workflow.Sleep(ctx, 10*time.Millisecond); err != nil {
			return false, err
		}
	}
	return len(id) == 36 && sum == 4, nil
}

// Concurrent uses what the SDK has for coroutines.
func Concurrent(ctx workflow.Context) (int, error) {
	mutex := workflow.NewMutex(ctx)
	channel := workflow.NewBufferedChannel(ctx, 3)
	group := workflow.NewWaitGroup(ctx)
	sum := 0
	for number := range 5 {
		group.Add(1)
		workflow.Go(ctx, func(ctx workflow.Context) {
			defer group.Done()
			if err := mutex.Lock(ctx); err != nil {
				return
			}
			_ = workflow.Sleep(ctx, time.Millisecond)
			mutex.Unlock()
			channel.Send(ctx, number)
		})
	}
	for range 5 {
		var number int
		channel.Receive(ctx, &number)
		sum += number
	}
	group.Wait(ctx)
	return sum, nil
}

// Sessions runs three activities in one session and says how many workers' queues they ran on.
func Sessions(ctx workflow.Context) (int, error) {
	ctx = workflow.WithActivityOptions(ctx, quick("").Options)
	session, err := workflow.CreateSession(ctx, &workflow.SessionOptions{
		CreationTimeout: 20 * time.Second, ExecutionTimeout: 30 * time.Second, HeartbeatTimeout: 5 * time.Second})
	if err != nil {
		return 0, err
	}
	queues := map[string]bool{}
	for range 3 {
		var about About
		if err := workflow.ExecuteActivity(session, AboutMe).Get(session, &about); err != nil {
			return 0, err
		}
		queues[about.Queue] = true
	}
	workflow.CompleteSession(session)
	return len(queues), nil
}

func versionsAreRecordedAndFound(w *World) {
	run := w.start(Versions)
	same(resultOf[[]workflow.Version](w, run), []workflow.Version{3, 3, 1})
	same(len(w.eventsOf(run, enumspb.EVENT_TYPE_MARKER_RECORDED)), 2)
	w.eventually("runs are found by their changes", func() bool {
		return len(listed(w, "TemporalChangeVersion = 'first-3' AND WorkflowId = '"+run.GetID()+"'")) == 1
	})
}

func sideEffectsAreRecordedOnce(w *World) {
	run := w.start(Effects)
	same(resultOf[bool](w, run), true)
	same(len(w.eventsOf(run, enumspb.EVENT_TYPE_MARKER_RECORDED)), 3)
}

func channelsMutexesAndGroupsWork(w *World) { same(execute[int](w, Concurrent), 10) }

func sessionKeepsToOneWorker(w *World) {
	run := w.start(Sessions)
	same(resultOf[int](w, run), 1)
	queue := w.eventsOf(run, enumspb.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED)[1].GetActivityTaskScheduledEventAttributes().GetTaskQueue().GetName()
	isTrue(queue != w.queue, "its activities went to the queue of the session")
}

// A worker whose workflow "Changing" is this function.
func (w *World) startBuild(queue string, code any) worker.Worker {
	made := worker.New(w.client, queue, worker.Options{})
	made.RegisterWorkflowWithOptions(code, workflow.RegisterOptions{Name: "Changing"})
	made.RegisterActivity(Nothing)
	must(made.Start())
	return made
}

func waitForGo(ctx workflow.Context) { workflow.GetSignalChannel(ctx, "go").Receive(ctx, nil) }

func changedCodeServesOldAndNewRuns(w *World) {
	options := w.options()
	options.TaskQueue = w.ownQueue()
	old := w.startBuild(options.TaskQueue, func(ctx workflow.Context) (string, error) {
		waitForGo(ctx)
		return "old", nil
	})
	before := w.startWith(options, "Changing")
	w.eventually("the first task is done", func() bool { return len(w.eventNames(before)) == 4 })
	old.Stop()
	defer w.startBuild(options.TaskQueue, func(ctx workflow.Context) (string, error) {
		if workflow.GetVersion(ctx, "change", workflow.DefaultVersion, 1) == workflow.DefaultVersion {
			waitForGo(ctx)
			return "old code in the new build", nil
		}
		waitForGo(ctx)
		return "new", nil
	}).Stop()
	options.ID = w.id("run")
	after := w.startWith(options, "Changing")
	for _, run := range []string{before.GetID(), after.GetID()} {
		must(w.client.SignalWorkflow(w.ctx, run, "", "go", nil))
	}
	same(resultOf[string](w, before), "old code in the new build")
	same(resultOf[string](w, after), "new")
}

func divergingCodeFailsTheTask(w *World) {
	options := w.options()
	options.TaskQueue = w.ownQueue()
	good := w.startBuild(options.TaskQueue, func(ctx workflow.Context) error {
		_ = workflow.Sleep(ctx, 10*time.Millisecond)
		waitForGo(ctx)
		return nil
	})
	run := w.startWith(options, "Changing")
	w.eventually("the timer has fired", func() bool { return countIn(w.eventNames(run), "WorkflowTaskCompleted") == 2 })
	good.Stop()
	defer w.startBuild(options.TaskQueue, func(ctx workflow.Context) error {
		return workflow.ExecuteActivity(workflow.WithActivityOptions(ctx, quick("").Options), Nothing).Get(ctx, nil)
	}).Stop()
	must(w.client.SignalWorkflow(w.ctx, run.GetID(), "", "go", nil))
	w.eventually("the task fails as not deterministic", func() bool {
		failed := w.eventsOf(run, enumspb.EVENT_TYPE_WORKFLOW_TASK_FAILED)
		return len(failed) > 0 && failed[0].GetWorkflowTaskFailedEventAttributes().GetCause() ==
			enumspb.WORKFLOW_TASK_FAILED_CAUSE_NON_DETERMINISTIC_ERROR
	})
	must(w.client.TerminateWorkflow(w.ctx, run.GetID(), "", "seen"))
}

func panickingCodeWaitsForARepair(w *World) {
	options := w.options()
	options.TaskQueue = w.ownQueue()
	options.WorkflowTaskTimeout = time.Second
	broken := w.startBuild(options.TaskQueue, func(workflow.Context) (string, error) { panic(errors.New("broken")) })
	run := w.startWith(options, "Changing")
	w.eventually("the task failed", func() bool {
		return len(w.eventsOf(run, enumspb.EVENT_TYPE_WORKFLOW_TASK_FAILED)) > 0
	})
	broken.Stop()
	defer w.startBuild(options.TaskQueue, func(workflow.Context) (string, error) { return "repaired", nil }).Stop()
	same(resultOf[string](w, run), "repaired")
}
