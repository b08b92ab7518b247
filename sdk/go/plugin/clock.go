package plugin

import (
	"time"

	wallclock "github.com/plugwright/plugwright/sdk/go/imports/wasi/clocks/wall-clock"
)

// Now is the time of the host. time.Now does not know it: a plugin has no system but its host.
func Now() time.Time {
	now := wallclock.Now()
	return time.Unix(int64(now.Seconds), int64(now.Nanoseconds)).UTC()
}
