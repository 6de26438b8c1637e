/// In: the name of a model or data set of a hub with Hugging Face's interface. Out: its files in the cache on this machine. Read
/// [t2l.transformer.hub.HubCache] first. `t2l pull` fills the cache; every option that takes a path also takes the name of a
/// repository in it ([t2l.transformer.hub.HubName]). Nothing here uses the network.
package t2l.transformer.hub;
