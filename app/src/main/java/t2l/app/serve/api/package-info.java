/// In: the fields of a request. Out: objects in JSON, as OpenAI's API has them. Read [t2l.app.serve.api.ChatCompletions] first.
/// `GenerationFields`, `MessageFields` and `Unused` take the fields, and refuse what is wrong before anything is computed.
/// `ReplyWriter` answers, and `ChoicesWriter` writes what it says. `Service` is what the endpoints share.
package t2l.app.serve.api;
