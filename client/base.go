package client

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strings"
)

// The base URLs of the data centers. A token works in its own data center only;
// elsewhere it answers 401. Private instances have hosts of their own: New takes
// any base URL.
const (
	US = "https://www.workato.com"    // United States
	EU = "https://app.eu.workato.com" // Europe
	JP = "https://app.jp.workato.com" // Japan
	SG = "https://app.sg.workato.com" // Singapore
	AU = "https://app.au.workato.com" // Australia
	IL = "https://app.il.workato.com" // Israel
	KR = "https://app.kr.workato.com" // South Korea
	CN = "https://app.workatoapp.cn"  // China
)

// checkBase returns the base URL in the form that gen's request functions want,
// with one slash at the end. The host is in the one spelling that everybody
// knows: net/http takes LOCALHOST and localhost. for hosts beyond a proxy, which
// would get the token of a plain http call. Its errors never repeat the URL as it was given:
// whoever puts credentials into a URL must not find them in a log.
func checkBase(base string) (string, error) {
	u, err := url.Parse(base)
	if err == nil {
		u.Host = plainHost(u)
	}
	switch {
	case base == "":
		return "", errors.New("client: base URL is empty: use client.US or that of your data center")
	case err != nil || u.Opaque != "":
		return "", errors.New("client: base URL is not a URL: give scheme and host, such as " + US)
	case u.User != nil:
		return "", errors.New("client: base URL holds a user or password: leave them out, the token is given apart")
	case u.Scheme != "https" && u.Scheme != "http":
		return "", errors.New("client: base URL has no scheme https: give scheme and host, such as " + US)
	case u.Hostname() == "":
		return "", errors.New("client: base URL has no host: give scheme and host, such as " + US)
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "" || strings.HasSuffix(base, "#"):
		return "", fmt.Errorf("client: base URL of %s has a query or fragment: leave it out", u.Host)
	case u.Scheme == "http" && !isLoopback(u.Hostname()):
		return "", fmt.Errorf("client: base URL of %s is plain http, which would show the token to the network: use https", u.Host)
	}
	path := strings.TrimRight(u.EscapedPath(), "/")
	for segment := range strings.SplitSeq(u.Path, "/") {
		if segment == "." || segment == ".." {
			return "", fmt.Errorf("client: base URL of %s has a dot segment in its path: write the path out", u.Host)
		}
	}
	if strings.HasSuffix(path, "/api") || strings.HasSuffix(path, "/customer_managers") {
		return "", fmt.Errorf("client: base URL of %s ends in %s, which the client adds itself: leave it out",
			u.Host, path[strings.LastIndexByte(path, '/'):])
	}
	return u.Scheme + "://" + u.Host + path + "/", nil
}

// plainHost is the host of a URL with its port, in small letters, without the
// dot of a complete name, without a port of no digits, and without the zone of an
// address that is this machine's own.
func plainHost(u *url.URL) string {
	host, zone, _ := strings.Cut(u.Hostname(), "%")
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if strings.Contains(host, ":") {
		if zone != "" && !isLoopback(host) {
			host += "%25" + url.PathEscape(zone)
		}
		host = "[" + host + "]"
	}
	if port := u.Port(); port != "" {
		host += ":" + port
	}
	return host
}

// isLoopback reports whether a host is this machine, by name or by number.
func isLoopback(host string) bool {
	if host == "localhost" {
		return true
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.Unmap().IsLoopback()
}

// near reports whether a base URL is plain http, which is this machine's.
func near(base string) bool { return strings.HasPrefix(base, "http://") }
