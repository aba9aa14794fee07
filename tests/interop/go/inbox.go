package main

import (
	"errors"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"
)

func init() { addWorkflows(Inbox, Account) }

// Inbox gathers what it is sent until "finish". It answers "all", "count" and, with an error, "fails".
func Inbox(ctx workflow.Context) ([]string, error) {
	var got []string
	queries := []error{
		workflow.SetQueryHandler(ctx, "all", func() ([]string, error) { return got, nil }),
		workflow.SetQueryHandler(ctx, "count", func(factor, more int) (int, error) { return factor*len(got) + more, nil }),
		workflow.SetQueryHandler(ctx, "fails", func() (int, error) { return 0, errors.New("no answer") }),
	}
	if err := errors.Join(queries...); err != nil {
		return nil, err
	}
	isOpen := true
	selector := workflow.NewSelector(ctx)
	selector.AddReceive(workflow.GetSignalChannel(ctx, "put"), func(channel workflow.ReceiveChannel, _ bool) {
		var item string
		channel.Receive(ctx, &item)
		got = append(got, item)
	})
	selector.AddReceive(workflow.GetSignalChannel(ctx, "finish"), func(channel workflow.ReceiveChannel, _ bool) {
		channel.Receive(ctx, nil)
		isOpen = false
	})
	selector.AddReceive(ctx.Done(), func(workflow.ReceiveChannel, bool) { isOpen = false })
	for isOpen || selector.HasPending() && ctx.Err() == nil {
		selector.Select(ctx)
	}
	return got, ctx.Err()
}

// Account takes the update "add", which waits for "go" if it is told to, and "close".
func Account(ctx workflow.Context, balance int) (int, error) {
	isOpen, mayGo := true, false
	add := func(ctx workflow.Context, amount int, how string) (int, error) {
		switch how {
		case "wait":
			if err := workflow.Await(ctx, func() bool { return mayGo }); err != nil {
				return 0, err
			}
		case "activity":
			var parcel Parcel
			inner := workflow.WithActivityOptions(ctx, quick("").Options)
			if err := workflow.ExecuteActivity(inner, Weigh, Parcel{}, amount).Get(ctx, &parcel); err != nil {
				return 0, err
			}
			amount = parcel.Grams
		case "fail":
			return 0, temporal.NewApplicationError("refused by the handler", "Refused", amount)
		case "close":
			isOpen = false
		}
		balance += amount
		return balance, nil
	}
	options := workflow.UpdateHandlerOptions{Validator: func(_ workflow.Context, amount int, _ string) error {
		if amount < 0 {
			return temporal.NewApplicationError("negative", "Negative")
		}
		return nil
	}}
	errs := []error{
		workflow.SetUpdateHandlerWithOptions(ctx, "add", add, options),
		workflow.SetUpdateHandler(ctx, "whoami", func(ctx workflow.Context) (string, error) {
			return workflow.GetCurrentUpdateInfo(ctx).ID, nil
		}),
		workflow.SetQueryHandler(ctx, "balance", func() (int, error) { return balance, nil }),
	}
	if err := errors.Join(errs...); err != nil {
		return 0, err
	}
	workflow.Go(ctx, func(ctx workflow.Context) {
		workflow.GetSignalChannel(ctx, "go").Receive(ctx, nil)
		mayGo = true
	})
	workflow.Go(ctx, func(ctx workflow.Context) {
		workflow.GetSignalChannel(ctx, "finish").Receive(ctx, nil)
		isOpen = false
	})
	err := workflow.Await(ctx, func() bool { return !isOpen })
	return balance, err
}
