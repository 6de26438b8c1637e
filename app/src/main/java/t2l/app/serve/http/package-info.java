/// In: requests over HTTP. Out: the fields of a request for an [t2l.app.serve.http.Endpoint], and its reply to the client. Read
/// [t2l.app.serve.http.Exchange] first.
/// `WebServer` has a thread for each request, finds its `Route`, asks its `AccessRule`, and lets it compute in a slot. `Sender`
/// sends what is computed, and keep-alives until then. A fault is a [t2l.app.serve.http.Refusal] with a status. JDK's server
/// closes the connection of a handler that throws; here the client is told first, as long as nothing else has been sent.
package t2l.app.serve.http;
