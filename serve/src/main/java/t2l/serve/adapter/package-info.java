/// Adapters by description, id and name.
///
/// Read in order: [t2l.serve.adapter.AdapterRef], [t2l.serve.adapter.AdapterWish], `AdapterIds`,
/// [t2l.serve.adapter.AdapterStore].
package t2l.serve.adapter;
