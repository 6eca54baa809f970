package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"syscall"
	"time"
)

const graceTime = 5 * time.Second // that requests get when a server stops

// listen listens on an address that somebody typed.
func listen(ctx context.Context, addr string) (net.Listener, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, usagef("cannot listen on %s: the address is in use: choose another with --addr, or port 0 for a free one", addr)
	case err != nil:
		return nil, usagef("cannot listen on %s: %w", addr, err)
	}
	return listener, nil
}

// serveUntil serves until the context ends, and then until the requests that
// are under way have ended too, or their time of grace has.
func serveUntil(ctx context.Context, server *http.Server, listener net.Listener, name string) error {
	stopped := make(chan error, 1)
	defer context.AfterFunc(ctx, func() {
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), graceTime)
		defer cancel()
		err := server.Shutdown(grace)
		if err != nil { // requests that do not end are cut off
			err = server.Close()
		}
		stopped <- err
	})()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return failf(exitUsage, "%s stopped: %w", name, err)
	}
	if err := <-stopped; err != nil {
		return failf(exitUsage, "%s did not stop cleanly: %w", name, err)
	}
	return nil
}

// baseURL is how this machine reaches a listener.
func baseURL(addr net.Addr) string {
	tcp, ok := addr.(*net.TCPAddr)
	if ok && tcp.IP.IsUnspecified() {
		return fmt.Sprintf("http://127.0.0.1:%d", tcp.Port)
	}
	return "http://" + addr.String()
}

// pathOf is the path of a URL that was called.
func pathOf(address string) string {
	if u, err := url.Parse(address); err == nil {
		return u.EscapedPath()
	}
	return address
}
