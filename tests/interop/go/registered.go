package main

import (
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
)

// What the shared worker runs and the replayer knows.
var workflows, activities []any

func addWorkflows(functions ...any)  { workflows = append(workflows, functions...) }
func addActivities(functions ...any) { activities = append(activities, functions...) }

func registerWorkflows(registry worker.WorkflowRegistry) {
	for _, each := range workflows {
		registry.RegisterWorkflowWithOptions(each, workflow.RegisterOptions{Name: nameOf(each)})
	}
}

func registerAll(registry worker.Registry) {
	registerWorkflows(registry)
	registerActivities(registry)
}

func registerActivities(registry worker.ActivityRegistry) {
	for _, each := range activities {
		registry.RegisterActivityWithOptions(each, activity.RegisterOptions{Name: nameOf(each)})
	}
}
