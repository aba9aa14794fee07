package main

import (
	"errors"
	"time"

	commonpb "go.temporal.io/api/common/v1"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	workflowpb "go.temporal.io/api/workflow/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"
)

var (
	customer = temporal.NewSearchAttributeKeyKeyword("Customer")
	amount   = temporal.NewSearchAttributeKeyInt64("Amount")
	weight   = temporal.NewSearchAttributeKeyFloat64("Weight")
	urgent   = temporal.NewSearchAttributeKeyBool("Urgent")
	due      = temporal.NewSearchAttributeKeyTime("Due")
	labels   = temporal.NewSearchAttributeKeyKeywordList("Labels")
	note     = temporal.NewSearchAttributeKeyString("Note")
)

func init() {
	addWorkflows(Upserts, UpsertsUntyped)
	addCases(attributesOfEveryTypeAreKeptAndFound, workflowChangesItsAttributesAndItsMemo, unknownAttributesAreRefused,
		countIsGroupedByStatus, listGoesOnOverItsPages, rowsAndDescriptionsAgree, deletedRunIsGone,
		unknownAttributeFailsTheTask, untypedAttributesWork, summaryAndDetailsAreDescribed)
}

// Upserts changes, adds and removes attributes and memo, and gives back what it sees.
func Upserts(ctx workflow.Context) ([]any, error) {
	err := errors.Join(
		workflow.UpsertTypedSearchAttributes(ctx, customer.ValueSet("changed"), amount.ValueUnset(), note.ValueSet("some words")),
		workflow.UpsertMemo(ctx, map[string]any{"b": 2, "a": nil}))
	attributes := workflow.GetTypedSearchAttributes(ctx)
	name, _ := attributes.GetKeyword(customer)
	_, hasAmount := attributes.GetInt64(amount)
	return []any{name, hasAmount, len(workflow.GetInfo(ctx).Memo.GetFields())}, err
}

func UpsertsUntyped(ctx workflow.Context, name string) error {
	return workflow.UpsertSearchAttributes(ctx, map[string]any{name: "value"})
}

// listed gives all runs that the query finds, over all pages.
func listed(w *World, query string) []*workflowpb.WorkflowExecutionInfo {
	var found []*workflowpb.WorkflowExecutionInfo
	request := &workflowservice.ListWorkflowExecutionsRequest{Query: query, PageSize: 100}
	for {
		page := ok(w.client.ListWorkflow(w.ctx, request))
		found = append(found, page.GetExecutions()...)
		request.NextPageToken = page.GetNextPageToken()
		if len(request.NextPageToken) == 0 {
			return found
		}
	}
}

func (w *World) becomesFound(query string, count int) {
	w.eventually(query, func() bool { return len(listed(w, query)) == count })
}

func attributesOfEveryTypeAreKeptAndFound(w *World) {
	when := time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)
	name := w.id("customer")
	options := w.options()
	options.TypedSearchAttributes = temporal.NewSearchAttributes(customer.ValueSet(name), amount.ValueSet(7), weight.ValueSet(1.5),
		urgent.ValueSet(true), due.ValueSet(when), labels.ValueSet([]string{"a", "b"}), note.ValueSet("quick brown fox"))
	run := w.startWith(options, Ends, "return", 1)
	resultOf[int](w, run)
	seen := ok(w.client.DescribeWorkflow(w.ctx, run.GetID(), run.GetRunID())).TypedSearchAttributes
	same(seen.GetUntypedValues()[customer], any(name))
	same(seen.GetUntypedValues()[amount], any(int64(7)))
	same(seen.GetUntypedValues()[weight], any(1.5))
	same(seen.GetUntypedValues()[urgent], any(true))
	same(seen.GetUntypedValues()[labels], any([]string{"a", "b"}))
	at, _ := seen.GetTime(due)
	isTrue(at.Equal(when), "the time is kept")
	mine := "Customer = '" + name + "' AND "
	for _, query := range []string{"Amount > 6 AND Amount <= 7", "Weight BETWEEN 1 AND 2", "Urgent = true",
		"Due > '2029-12-31T00:00:00Z'", "Labels IN ('b', 'c')", "Note = 'brown'", "WorkflowType = 'Ends'"} {
		w.becomesFound(mine+query, 1)
	}
	w.becomesFound(mine+"Urgent = false", 0)
}

func workflowChangesItsAttributesAndItsMemo(w *World) {
	options := w.options()
	options.Memo = map[string]any{"a": 1}
	options.TypedSearchAttributes = temporal.NewSearchAttributes(amount.ValueSet(7))
	run := w.startWith(options, Upserts)
	same(resultOf[[]any](w, run), []any{"changed", false, 1.0})
	described := ok(w.client.DescribeWorkflow(w.ctx, run.GetID(), run.GetRunID()))
	same(described.TypedSearchAttributes.ContainsKey(amount), false)
	var memo int
	must(converter.GetDefaultDataConverter().FromPayload(described.Memo.GetFields()["b"], &memo))
	same([]int{memo, len(described.Memo.GetFields())}, []int{2, 1})
	w.becomesFound("Customer = 'changed' AND Amount IS NULL AND WorkflowId = '"+run.GetID()+"'", 1)
}

func unknownAttributesAreRefused(w *World) {
	options := w.options()
	options.TypedSearchAttributes = temporal.NewSearchAttributes(temporal.NewSearchAttributeKeyKeyword("Nope").ValueSet("x"))
	_, err := w.client.ExecuteWorkflow(w.ctx, options, Ends, "return", 1)
	contains(as[*serviceerror.InvalidArgument](err).Error(), "Nope")
	_, err = w.client.ListWorkflow(w.ctx, &workflowservice.ListWorkflowExecutionsRequest{Query: "Nope = 'x'"})
	contains(as[*serviceerror.InvalidArgument](err).Error(), "Nope")
	_, err = w.client.CountWorkflow(w.ctx, countOf("WorkflowId ="))
	as[*serviceerror.InvalidArgument](err)
}

func countIsGroupedByStatus(w *World) {
	options := w.options()
	group := w.id("group")
	options.TypedSearchAttributes = temporal.NewSearchAttributes(customer.ValueSet(group))
	for number, how := range []string{"return", "return", "fail"} {
		options.ID = w.id("run")
		_ = w.startWith(options, Ends, how, number).Get(w.ctx, nil)
	}
	query := "Customer = '" + group + "'"
	w.becomesFound(query+" AND ExecutionStatus != 'Running'", 3)
	counted := ok(w.client.CountWorkflow(w.ctx, countOf(query+" GROUP BY ExecutionStatus")))
	same([]any{counted.GetCount(), len(counted.GetGroups())}, []any{int64(3), 2})
	same(ok(w.client.CountWorkflow(w.ctx, countOf(query))).GetCount(), int64(3))
}

func listGoesOnOverItsPages(w *World) {
	options := w.options()
	group := w.id("group")
	options.TypedSearchAttributes = temporal.NewSearchAttributes(customer.ValueSet(group))
	for number := range 7 {
		options.ID = w.id("run")
		resultOf[int](w, w.startWith(options, Ends, "return", number))
	}
	query := "Customer = '" + group + "'"
	w.becomesFound(query, 7)
	seen := map[string]bool{}
	var token []byte
	for pages := 1; ; pages++ {
		page := ok(w.client.ListWorkflow(w.ctx, &workflowservice.ListWorkflowExecutionsRequest{Query: query, PageSize: 3, NextPageToken: token}))
		for _, each := range page.GetExecutions() {
			seen[each.GetExecution().GetRunId()] = true
		}
		if token = page.GetNextPageToken(); len(token) == 0 {
			same([]int{pages, len(seen)}, []int{3, 7})
			break
		}
	}
	scanned := ok(w.client.ScanWorkflow(w.ctx, &workflowservice.ScanWorkflowExecutionsRequest{Query: query}))
	same(len(scanned.GetExecutions()), 7)
}

func rowsAndDescriptionsAgree(w *World) {
	run := w.start(Ends, "return", 1)
	resultOf[int](w, run)
	query := "WorkflowId = '" + run.GetID() + "' AND ExecutionStatus = 'Completed'"
	w.becomesFound(query, 1)
	row, described := listed(w, query)[0], w.describe(run).GetWorkflowExecutionInfo()
	same(row.GetStatus(), described.GetStatus())
	same(row.GetHistoryLength(), described.GetHistoryLength())
	same(row.GetType().GetName(), described.GetType().GetName())
	same(row.GetTaskQueue(), described.GetTaskQueue())
	isTrue(row.GetStartTime().AsTime().Sub(described.GetStartTime().AsTime()).Abs() < time.Millisecond, "the start times agree")
	isTrue(row.GetCloseTime().AsTime().Sub(described.GetCloseTime().AsTime()).Abs() < time.Millisecond, "the close times agree")
}

func deletedRunIsGone(w *World) {
	run := w.start(Inbox)
	queried[int](w, run, "count", 1, 0)
	_, err := w.client.WorkflowService().DeleteWorkflowExecution(w.ctx, &workflowservice.DeleteWorkflowExecutionRequest{
		Namespace: "default", WorkflowExecution: &commonpb.WorkflowExecution{WorkflowId: run.GetID()}})
	must(err)
	w.eventually("it is gone", func() bool {
		_, err := w.client.DescribeWorkflowExecution(w.ctx, run.GetID(), run.GetRunID())
		var missing *serviceerror.NotFound
		return errors.As(err, &missing)
	})
	w.becomesFound("WorkflowId = '"+run.GetID()+"'", 0)
}

func unknownAttributeFailsTheTask(w *World) {
	run := w.start(UpsertsUntyped, "Nope")
	w.eventually("the task fails", func() bool {
		failed := w.eventsOf(run, enumspb.EVENT_TYPE_WORKFLOW_TASK_FAILED)
		return len(failed) > 0 && failed[0].GetWorkflowTaskFailedEventAttributes().GetCause() ==
			enumspb.WORKFLOW_TASK_FAILED_CAUSE_BAD_SEARCH_ATTRIBUTES
	})
	must(w.client.TerminateWorkflow(w.ctx, run.GetID(), "", "seen"))
}

func untypedAttributesWork(w *World) {
	options := w.options()
	options.SearchAttributes = map[string]any{"Amount": 3}
	run := w.startWith(options, UpsertsUntyped, "Customer")
	must(run.Get(w.ctx, nil))
	fields := w.describe(run).GetWorkflowExecutionInfo().GetSearchAttributes().GetIndexedFields()
	same(string(fields["Amount"].GetData()), "3")
	same(string(fields["Customer"].GetMetadata()["type"]), "Keyword")
}

func summaryAndDetailsAreDescribed(w *World) {
	options := w.options()
	options.StaticSummary = "a summary"
	options.StaticDetails = "some details"
	run := w.startWith(options, Ends, "return", 1)
	resultOf[int](w, run)
	described := ok(w.client.DescribeWorkflow(w.ctx, run.GetID(), ""))
	same([]string{ok(described.GetStaticSummary()), ok(described.GetStaticDetails())}, []string{"a summary", "some details"})
}
