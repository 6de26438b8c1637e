/// Models and data sets of a hub with the interface of Hugging Face's, as its cache on this machine holds them.
///
/// `t2l pull` fills the cache ([t2l.transformer.hub.HubCache]); every option that takes a path also takes the name of a
/// repository in it ([t2l.transformer.hub.HubName]). Nothing here uses the network.
package t2l.transformer.hub;
