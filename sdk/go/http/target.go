package http

import "strings"

// target is the parts of a URL that wasi:http asks for one by one. Whether they are sound the host decides; here they are only
// told apart, so that no URL parser weighs on a component.
type target struct {
	https        bool
	authority    string
	pathAndQuery string
}

func parse(url string) (target, error) {
	scheme, rest, found := strings.Cut(url, "://")
	https := strings.EqualFold(scheme, "https")
	if !found || !https && !strings.EqualFold(scheme, "http") {
		return target{}, invalid("the URL's scheme is neither http nor https")
	}
	rest, _, _ = strings.Cut(rest, "#")
	end := strings.IndexAny(rest, "/?")
	if end < 0 {
		end = len(rest)
	}
	authority, path := rest[:end], rest[end:]
	if authority == "" || strings.Contains(authority, "@") {
		return target{}, invalid("the URL must name a host, and no user")
	}
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	return target{https: https, authority: authority, pathAndQuery: path}, nil
}

// origin is scheme and authority: what an error may name.
func (t target) origin() string {
	if t.https {
		return "https://" + t.authority
	}
	return "http://" + t.authority
}
