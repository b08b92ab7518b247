package plugin

import "github.com/plugwright/plugwright/sdk/go/imports/wasi/logging/logging"

// Debug logs what helps to find a fault.
func Debug(message string) {
	logging.Log(logging.LevelDebug, "", message)
}

// Info logs what is of interest in ordinary operation.
func Info(message string) {
	logging.Log(logging.LevelInfo, "", message)
}

// Warn logs what may become a fault.
func Warn(message string) {
	logging.Log(logging.LevelWarn, "", message)
}

// LogError logs a fault.
func LogError(err error) {
	logging.Log(logging.LevelError, "", err.Error())
}
