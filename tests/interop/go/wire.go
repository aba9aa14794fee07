package main

import (
	"bytes"
	"compress/zlib"
	"context"
	"io"

	commonpb "go.temporal.io/api/common/v1"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/interceptor"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
)

func init() {
	addWorkflows(Marked)
	addActivities(MarkOfActivity)
	addCases(headersReachWorkflowAndActivity, payloadsThatOnlyTheSDKCanReadPassThrough, longHistoryIsFetchedInPages,
		fetchedHistoryIsReplayedByTheSDK)
}

// mark is a value in the context that travels in headers.
type mark struct{}

type marking struct{}

func (marking) Inject(ctx context.Context, writer workflow.HeaderWriter) error {
	return setMark(ctx.Value(mark{}), writer)
}

func (marking) InjectFromWorkflow(ctx workflow.Context, writer workflow.HeaderWriter) error {
	return setMark(ctx.Value(mark{}), writer)
}

func (marking) Extract(ctx context.Context, reader workflow.HeaderReader) (context.Context, error) {
	value, err := getMark(reader)
	return context.WithValue(ctx, mark{}, value), err
}

func (marking) ExtractToWorkflow(ctx workflow.Context, reader workflow.HeaderReader) (workflow.Context, error) {
	value, err := getMark(reader)
	return workflow.WithValue(ctx, mark{}, value), err
}

func setMark(value any, writer workflow.HeaderWriter) error {
	payload, err := converter.GetDefaultDataConverter().ToPayload(value)
	if err == nil && value != nil {
		writer.Set("mark", payload)
	}
	return err
}

func getMark(reader workflow.HeaderReader) (value any, err error) {
	payload, isThere := reader.Get("mark")
	if !isThere {
		return nil, nil
	}
	var text string
	err = converter.GetDefaultDataConverter().FromPayload(payload, &text)
	return text, err
}

// Marked gives the marks that it, its child and its activity were sent.
func Marked(ctx workflow.Context, isChild bool) ([]any, error) {
	marks := []any{ctx.Value(mark{})}
	var ofActivity any
	inner := workflow.WithActivityOptions(ctx, quick("").Options)
	if err := workflow.ExecuteActivity(inner, "MarkOfActivity").Get(ctx, &ofActivity); err != nil || isChild {
		return append(marks, ofActivity), err
	}
	var ofChild []any
	err := workflow.ExecuteChildWorkflow(ctx, Marked, true).Get(ctx, &ofChild)
	return append(append(marks, ofActivity), ofChild...), err
}

func MarkOfActivity(ctx context.Context) (any, error) { return ctx.Value(mark{}), nil }

// tracing counts what passes through the worker's interceptors.
type tracing struct {
	interceptor.WorkerInterceptorBase
	activities chan string
}

type tracingActivity struct {
	interceptor.ActivityInboundInterceptorBase
	activities chan string
}

func (t *tracing) InterceptActivity(_ context.Context, next interceptor.ActivityInboundInterceptor) interceptor.ActivityInboundInterceptor {
	made := &tracingActivity{activities: t.activities}
	made.Next = next
	return made
}

func (t *tracingActivity) ExecuteActivity(ctx context.Context, in *interceptor.ExecuteActivityInput) (any, error) {
	t.activities <- "called"
	return t.Next.ExecuteActivity(ctx, in)
}

func headersReachWorkflowAndActivity(w *World) {
	marked := connected(client.Options{HostPort: w.address, ContextPropagators: []workflow.ContextPropagator{marking{}}})
	defer marked.Close()
	seen := &tracing{activities: make(chan string, 10)}
	options := w.options()
	options.TaskQueue = w.ownQueue()
	made := worker.New(marked, options.TaskQueue, worker.Options{Interceptors: []interceptor.WorkerInterceptor{seen}})
	made.RegisterWorkflow(Marked)
	made.RegisterActivity(MarkOfActivity)
	must(made.Start())
	defer made.Stop()
	ctx := context.WithValue(w.ctx, mark{}, "m")
	run := ok(marked.ExecuteWorkflow(ctx, options, Marked, false))
	same(resultOf[[]any](w, run), []any{"m", "m", "m", "m"})
	same(len(seen.activities), 2)
	header := w.eventsOf(run, enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED)[0].GetWorkflowExecutionStartedEventAttributes().GetHeader()
	same(string(header.GetFields()["mark"].GetData()), `"m"`)
}

// packing is a codec that compresses every payload.
type packing struct{}

func (packing) Encode(payloads []*commonpb.Payload) ([]*commonpb.Payload, error) {
	packed := make([]*commonpb.Payload, len(payloads))
	for i, payload := range payloads {
		var buffer bytes.Buffer
		writer := zlib.NewWriter(&buffer)
		if _, err := writer.Write(ok(payload.Marshal())); err != nil {
			return nil, err
		}
		must(writer.Close())
		packed[i] = &commonpb.Payload{Metadata: map[string][]byte{"encoding": []byte("binary/packed")}, Data: buffer.Bytes()}
	}
	return packed, nil
}

func (packing) Decode(payloads []*commonpb.Payload) ([]*commonpb.Payload, error) {
	plain := make([]*commonpb.Payload, len(payloads))
	for i, payload := range payloads {
		plain[i] = payload
		if string(payload.GetMetadata()["encoding"]) != "binary/packed" {
			continue
		}
		reader, err := zlib.NewReader(bytes.NewReader(payload.GetData()))
		if err != nil {
			return nil, err
		}
		plain[i] = &commonpb.Payload{}
		must(plain[i].Unmarshal(ok(io.ReadAll(reader))))
	}
	return plain, nil
}

func payloadsThatOnlyTheSDKCanReadPassThrough(w *World) {
	data := converter.NewCodecDataConverter(converter.GetDefaultDataConverter(), packing{})
	secret := connected(client.Options{HostPort: w.address, DataConverter: data,
		FailureConverter: temporal.NewDefaultFailureConverter(temporal.DefaultFailureConverterOptions{
			DataConverter: data, EncodeCommonAttributes: true})})
	defer secret.Close()
	options := w.options()
	options.TaskQueue = w.ownQueue()
	options.Memo = map[string]any{"m": "hidden"}
	defer startWorkerOf(secret, options.TaskQueue, worker.Options{}).Stop()
	inside := *w
	inside.client = secret
	same(resultOf[[]string](w, inside.filled(options)), []string{"hidden"})
	options.ID = w.id("run")
	run := inside.startWith(options, CallActivity, quick("FailsForGood", "final"))
	application := as[*temporal.ApplicationError](w.errorOf(run))
	same(application.Message(), "no more")
	failed := w.eventsOf(run, enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_FAILED)[0].GetWorkflowExecutionFailedEventAttributes().GetFailure()
	same(failed.GetMessage(), "Encoded failure")
	same(string(failed.GetEncodedAttributes().GetMetadata()["encoding"]), "binary/packed")
}

// An inbox with one item, finished.
func (w *World) filled(options client.StartWorkflowOptions) client.WorkflowRun {
	run := w.startWith(options, Inbox)
	w.put(run, "hidden")
	same(queried[[]string](w, run, "all"), []string{"hidden"})
	w.finish(run)
	return run
}

func longHistoryIsFetchedInPages(w *World) {
	options := w.options()
	options.TaskQueue = w.ownQueue()
	first := w.startWorker(options.TaskQueue, worker.Options{})
	run := w.startWith(options, Inbox)
	for range 400 {
		w.put(run, "x")
	}
	same(queried[int](w, run, "count", 1, 0), 400)
	first.Stop()
	worker.PurgeStickyWorkflowCache()
	defer w.startWorker(options.TaskQueue, worker.Options{}).Stop()
	w.finish(run)
	same(len(resultOf[[]string](w, run)), 400)
	isTrue(len(w.eventNames(run)) > 700, "the history has more than a page")
}

func fetchedHistoryIsReplayedByTheSDK(w *World) {
	run := w.start(ManyActivities, 3)
	resultOf[int](w, run)
	replayer := worker.NewWorkflowReplayer()
	registerWorkflows(replayer)
	execution := workflow.Execution{ID: run.GetID(), RunID: run.GetRunID()}
	must(replayer.ReplayWorkflowExecution(w.ctx, w.client.WorkflowService(), silent(), "default", execution))
	changed := worker.NewWorkflowReplayer()
	changed.RegisterWorkflowWithOptions(func(ctx workflow.Context, _ int) error { return workflow.Sleep(ctx, 1) },
		workflow.RegisterOptions{Name: "ManyActivities"})
	err := changed.ReplayWorkflowHistory(silent(), w.history(run.GetID(), run.GetRunID()))
	isTrue(err != nil, "other code is told from it")
}
