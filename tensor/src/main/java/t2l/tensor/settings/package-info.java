/// In: a map of values from a file, a request or the command line. Out: typed settings. Read [t2l.tensor.settings.Source] first.
///
/// ```
///   JSON file, line of JSON, YAML, NAME=VALUE, GGUF metadata, HTTP body ── Source ── records of settings
/// ```
///
/// Read [t2l.tensor.settings.Source].
package t2l.tensor.settings;
