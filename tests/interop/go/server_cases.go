package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
)

func init() {
	addWorkflows(Walk)
	addServerCases(workerGoesOnAfterItsServerWasKilled, apiKeyOverTLSIsAskedFor)
}

// Walk runs activities one after the other with short timers between.
func Walk(ctx workflow.Context, steps int) (int, error) {
	ctx = workflow.WithActivityOptions(ctx, workflow.ActivityOptions{StartToCloseTimeout: 2 * time.Second,
		RetryPolicy: &temporal.RetryPolicy{InitialInterval: 50 * time.Millisecond}})
	parcel := Parcel{}
	for range steps {
		if err := workflow.ExecuteActivity(ctx, Weigh, parcel, 1).Get(ctx, &parcel); err != nil {
			return 0, err
		}
		if err := workflow.Sleep(ctx, 50*time.Millisecond); err != nil {
			return 0, err
		}
	}
	return parcel.Grams, nil
}

func workerGoesOnAfterItsServerWasKilled(w *World) {
	const steps, walks = 25, 4
	server := w.startServer()
	defer server.stop()
	there := *w
	there.client = connected(client.Options{HostPort: server.address})
	defer there.client.Close()
	options := client.StartWorkflowOptions{TaskQueue: w.ownQueue(), WorkflowTaskTimeout: 2 * time.Second}
	defer startWorkerOf(there.client, options.TaskQueue, worker.Options{StickyScheduleToStartTimeout: time.Second}).Stop()
	var runs []client.WorkflowRun
	for range walks {
		options.ID = w.id("walk")
		runs = append(runs, there.startWith(options, Walk, steps))
	}
	options.ID = w.id("inbox")
	inbox := there.startWith(options, Inbox)
	sent := 0
	for range 3 {
		time.Sleep(300 * time.Millisecond)
		there.put(inbox, fmt.Sprint(sent))
		sent++
		server.kill()
		server.start()
		there.eventually("the server answers", func() bool {
			ctx, cancel := context.WithTimeout(w.ctx, time.Second)
			defer cancel()
			_, err := there.client.CheckHealth(ctx, &client.CheckHealthRequest{})
			return err == nil
		})
	}
	for _, run := range runs {
		same(resultOf[int](&there, run), steps)
		same(len(there.eventsOf(run, enumspb.EVENT_TYPE_ACTIVITY_TASK_COMPLETED)), steps)
	}
	must(there.client.SignalWorkflow(w.ctx, inbox.GetID(), "", "finish", nil))
	same(len(resultOf[[]string](&there, inbox)), sent)
}

// A certificate that signs itself, for 127.0.0.1, and its files.
func selfSigned(folder string) (certificate, key string, pool *x509.CertPool) {
	private := ok(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "interop"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	der := ok(x509.CreateCertificate(rand.Reader, template, template, private.Public(), private))
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	certificate, key = filepath.Join(folder, "server.pem"), filepath.Join(folder, "server.key")
	must(os.WriteFile(certificate, text, 0o600))
	must(os.WriteFile(key, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: ok(x509.MarshalPKCS8PrivateKey(private))}), 0o600))
	pool = x509.NewCertPool()
	pool.AppendCertsFromPEM(text)
	return certificate, key, pool
}

// The real development server has no TLS, so this is asked of ours alone.
func apiKeyOverTLSIsAskedFor(w *World) {
	if w.isReal() {
		return
	}
	var pool *x509.CertPool
	server := w.startServerWith(func(port, folder string) []string {
		certificate, key, trusted := selfSigned(folder)
		pool = trusted
		digest := sha256.Sum256([]byte("good key"))
		line := "team read,write,worker * " + hex.EncodeToString(digest[:]) + "\n"
		must(os.WriteFile(filepath.Join(folder, "keys"), []byte(line), 0o600))
		return []string{"server", "--db", filepath.Join(folder, "server.db"), "--ip", "127.0.0.1", "--port", port,
			"--tls-cert", certificate, "--tls-key", key, "--api-keys", filepath.Join(folder, "keys")}
	})
	defer server.stop()
	options := func(key string) client.Options {
		return client.Options{HostPort: server.address, Credentials: client.NewAPIKeyStaticCredentials(key), Logger: silent(),
			ConnectionOptions: client.ConnectionOptions{TLS: &tls.Config{RootCAs: pool}}}
	}
	there := *w
	there.client = connected(options("good key"))
	defer there.client.Close()
	queue := w.ownQueue()
	defer startWorkerOf(there.client, queue, worker.Options{}).Stop()
	run := there.startWith(client.StartWorkflowOptions{ID: w.id("run"), TaskQueue: queue}, ManyActivities, 3)
	same(resultOf[int](&there, run), 6)

	bad := ok(client.NewLazyClient(options("bad key")))
	defer bad.Close()
	_, err := bad.ExecuteWorkflow(w.ctx, client.StartWorkflowOptions{TaskQueue: queue}, Ends, "return", 1)
	isTrue(err != nil && !isUnavailable(err), fmt.Sprint("a wrong key is refused: ", err))
	_, err = client.DialContext(w.ctx, client.Options{HostPort: server.address, Logger: silent()})
	isTrue(err != nil, "a client without TLS is refused")
}

func isUnavailable(err error) bool {
	_, is := err.(*serviceerror.Unavailable)
	return is
}
