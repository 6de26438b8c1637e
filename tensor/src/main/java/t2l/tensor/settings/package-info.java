/// Settings: a map of values from a file, a request or the command line, with typed access.
///
/// ```
///   JSON file, line of JSON, YAML, NAME=VALUE, GGUF metadata, HTTP body ── Source ── records of settings
/// ```
///
/// Read [t2l.tensor.settings.Source].
package t2l.tensor.settings;
