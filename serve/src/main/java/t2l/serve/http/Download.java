package t2l.serve.http;

/// A file for the client to keep.
public record Download(String name, String type, byte[] bytes) {}
