// Package plugin is what plugins of every kind use of their host: its log, configuration, key-value store, clock, random
// numbers and secrets, and errors that say whose fault they are.
//
// Each function is a capability: a plugin that calls it imports the interface behind it, which its manifest has to declare.
package plugin
