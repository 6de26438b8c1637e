/// Adapters by description, id and name.
///
/// Read in order: [t2l.app.serve.adapter.AdapterWish.AdapterRef], [t2l.app.serve.adapter.AdapterWish], `AdapterIds`,
/// [t2l.app.serve.adapter.AdapterStore].
package t2l.app.serve.adapter;
