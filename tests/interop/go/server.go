package main

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// ownServer is a server of a case's own, on a file in a folder that goes with it.
type ownServer struct {
	program, folder, address string
	arguments                []string
	process                  *exec.Cmd
}

// startServer starts a development server; the caller stops it.
func (w *World) startServer() *ownServer {
	return w.startServerWith(func(port, folder string) []string {
		return []string{"server", "start-dev", "--headless", "--ip", "127.0.0.1", "--port", port,
			"--db-filename", filepath.Join(folder, "server.db"), "--log-level", "error"}
	})
}

func (w *World) startServerWith(arguments func(port, folder string) []string) *ownServer {
	listener := ok(net.Listen("tcp", "127.0.0.1:0"))
	port := fmt.Sprint(listener.Addr().(*net.TCPAddr).Port)
	must(listener.Close())
	folder := ok(os.MkdirTemp("", "skald-interop-"))
	made := &ownServer{program: w.program, folder: folder, address: "127.0.0.1:" + port, arguments: arguments(port, folder)}
	made.start()
	return made
}

func (s *ownServer) start() {
	s.process = exec.Command(s.program, s.arguments...)
	log := ok(os.Create(filepath.Join(s.folder, "server.log")))
	s.process.Stdout, s.process.Stderr = log, log
	must(s.process.Start())
	must(log.Close())
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		connection, err := net.DialTimeout("tcp", s.address, time.Second)
		if err == nil {
			must(connection.Close())
			return
		}
		if time.Now().After(deadline) {
			text, _ := os.ReadFile(filepath.Join(s.folder, "server.log"))
			fail("the server does not listen after 30 s:\n%s", text)
		}
	}
}

// kill ends the process with SIGKILL.
func (s *ownServer) kill() {
	must(s.process.Process.Kill())
	_ = s.process.Wait()
}

func (s *ownServer) stop() {
	s.kill()
	_ = os.RemoveAll(s.folder)
}
