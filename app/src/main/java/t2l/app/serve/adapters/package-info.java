/// In: what a request calls an adapter ([t2l.app.serve.adapters.AdapterRef]). Out: the adapter, which stays in memory as long as
/// the request needs it. Read [t2l.app.serve.adapters.AdapterRegistry] first.
package t2l.app.serve.adapters;
