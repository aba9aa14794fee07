package main

import (
	"errors"
	"time"

	batchpb "go.temporal.io/api/batch/v1"
	commonpb "go.temporal.io/api/common/v1"
	enumspb "go.temporal.io/api/enums/v1"
	namespacepb "go.temporal.io/api/namespace/v1"
	"go.temporal.io/api/operatorservice/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/worker"
	"google.golang.org/protobuf/types/known/durationpb"
)

func init() {
	addCases(serverIsHealthy, namespaceIsRegisteredDescribedAndUpdated, searchAttributesAreAddedListedAndRemoved,
		missingNamespaceIsNotFound)
	addOptionalCases(scheduleStartsARun, runIsReset, deploymentsAreListed, batchOfRunsIsTerminated)
}

func serverIsHealthy(w *World) {
	ok(w.client.CheckHealth(w.ctx, &client.CheckHealthRequest{}))
	info := ok(w.client.WorkflowService().GetSystemInfo(w.ctx, &workflowservice.GetSystemInfoRequest{}))
	isTrue(info.GetCapabilities().GetSdkMetadata(), "it keeps what SDKs say of themselves")
	isTrue(info.GetServerVersion() != "", "it has a version")
	isTrue(ok(w.client.WorkflowService().GetClusterInfo(w.ctx, &workflowservice.GetClusterInfoRequest{})).GetClusterId() != "", "it has an id")
}

func namespaceIsRegisteredDescribedAndUpdated(w *World) {
	namespaces := ok(client.NewNamespaceClient(client.Options{HostPort: w.address, Logger: silent()}))
	defer namespaces.Close()
	name := w.id("namespace")
	register := &workflowservice.RegisterNamespaceRequest{Namespace: name, Description: "first",
		WorkflowExecutionRetentionPeriod: durationpb.New(72 * time.Hour)}
	must(namespaces.Register(w.ctx, register))
	as[*serviceerror.NamespaceAlreadyExists](namespaces.Register(w.ctx, register))
	described := ok(namespaces.Describe(w.ctx, name))
	same(described.GetNamespaceInfo().GetState(), enumspb.NAMESPACE_STATE_REGISTERED)
	same(described.GetConfig().GetWorkflowExecutionRetentionTtl().AsDuration(), 72*time.Hour)
	must(namespaces.Update(w.ctx, &workflowservice.UpdateNamespaceRequest{Namespace: name,
		UpdateInfo: &namespacepb.UpdateNamespaceInfo{Description: "second"}}))
	same(ok(namespaces.Describe(w.ctx, name)).GetNamespaceInfo().GetDescription(), "second")
	there := connected(client.Options{HostPort: w.address, Namespace: name})
	defer there.Close()
	queue := w.ownQueue()
	defer startWorkerOf(there, queue, worker.Options{}).Stop()
	options := client.StartWorkflowOptions{ID: w.id("run"), TaskQueue: queue}
	run := ok(there.ExecuteWorkflow(w.ctx, options, CallActivity, quick("AboutMe")))
	same(resultOf[About](w, run).Namespace, name)
}

func missingNamespaceIsNotFound(w *World) {
	nowhere := ok(client.NewClientFromExistingWithContext(w.ctx, w.client, client.Options{Namespace: "nowhere", Logger: silent()}))
	_, err := nowhere.ExecuteWorkflow(w.ctx, w.options(), Ends, "return", 1)
	as[*serviceerror.NamespaceNotFound](err)
}

func searchAttributesAreAddedListedAndRemoved(w *World) {
	service := w.client.OperatorService()
	list := func() map[string]enumspb.IndexedValueType {
		return ok(service.ListSearchAttributes(w.ctx, &operatorservice.ListSearchAttributesRequest{Namespace: "default"})).GetCustomAttributes()
	}
	same(list()["Customer"], enumspb.INDEXED_VALUE_TYPE_KEYWORD)
	name := "Go" + w.prefix
	_, err := service.AddSearchAttributes(w.ctx, &operatorservice.AddSearchAttributesRequest{Namespace: "default",
		SearchAttributes: map[string]enumspb.IndexedValueType{name: enumspb.INDEXED_VALUE_TYPE_BOOL}})
	must(err)
	w.eventually("it is listed", func() bool { return list()[name] == enumspb.INDEXED_VALUE_TYPE_BOOL })
	options := w.options()
	options.TypedSearchAttributes = temporal.NewSearchAttributes(temporal.NewSearchAttributeKeyBool(name).ValueSet(true))
	w.eventually("it may be used", func() bool {
		run, err := w.client.ExecuteWorkflow(w.ctx, options, Ends, "return", 1)
		return err == nil && run.Get(w.ctx, nil) == nil
	})
	w.becomesFound(name+" = true", 1)
	_, err = service.RemoveSearchAttributes(w.ctx, &operatorservice.RemoveSearchAttributesRequest{Namespace: "default",
		SearchAttributes: []string{name}})
	must(err)
	w.eventually("it is gone", func() bool { _, isThere := list()[name]; return !isThere })
}

func scheduleStartsARun(w *World) {
	id := w.id("schedule")
	options := client.ScheduleOptions{ID: id, Spec: client.ScheduleSpec{Intervals: []client.ScheduleIntervalSpec{{Every: time.Hour}}},
		Action: &client.ScheduleWorkflowAction{ID: id + "-run", Workflow: Ends, Args: []any{"return", 1}, TaskQueue: w.queue}}
	handle := ok(w.client.ScheduleClient().Create(w.ctx, options))
	_, err := w.client.ScheduleClient().Create(w.ctx, options)
	isTrue(errors.Is(err, temporal.ErrScheduleAlreadyRunning), "its id is taken")
	must(handle.Trigger(w.ctx, client.ScheduleTriggerOptions{}))
	w.eventually("it has started a run", func() bool { return len(ok(handle.Describe(w.ctx)).Info.RecentActions) == 1 })
	must(handle.Delete(w.ctx))
}

func runIsReset(w *World) {
	run := w.start(Inbox)
	w.put(run, "one")
	same(queried[int](w, run, "count", 1, 0), 1)
	reset := ok(w.client.ResetWorkflowExecution(w.ctx, &workflowservice.ResetWorkflowExecutionRequest{Namespace: "default",
		WorkflowExecution: &commonpb.WorkflowExecution{WorkflowId: run.GetID(), RunId: run.GetRunID()},
		Reason:            "again", WorkflowTaskFinishEventId: 4, RequestId: w.id("request")}))
	again := w.client.GetWorkflow(w.ctx, run.GetID(), reset.GetRunId())
	same(queried[int](w, again, "count", 1, 0), 1)
	w.finish(again)
	same(resultOf[[]string](w, again), []string{"one"})
}

func deploymentsAreListed(w *World) {
	iterator := ok(w.client.WorkerDeploymentClient().List(w.ctx, client.WorkerDeploymentListOptions{}))
	for iterator.HasNext() {
		ok(iterator.Next())
	}
}

func batchOfRunsIsTerminated(w *World) {
	run := w.start(Inbox)
	query := "WorkflowId = '" + run.GetID() + "'"
	w.becomesFound(query, 1)
	_, err := w.client.WorkflowService().StartBatchOperation(w.ctx, &workflowservice.StartBatchOperationRequest{
		Namespace: "default", JobId: w.id("job"), Reason: "all", VisibilityQuery: query,
		Operation: &workflowservice.StartBatchOperationRequest_TerminationOperation{
			TerminationOperation: &batchpb.BatchOperationTermination{}}})
	must(err)
	as[*temporal.TerminatedError](w.errorOf(run))
}
