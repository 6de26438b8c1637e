package t2l.transformer.hub;

import module java.base;

/// The name of a repository on a hub, or of something in it: `OWNER/NAME[@REVISION][/PATH]`.
///
/// @param revision a branch, a tag, a commit or `refs/pr/N`; the main branch if empty
/// @param inside   the path in it; empty for the repository itself
public record HubName(String owner, String name, Optional<String> revision, String inside) {
    private static final String PART = "[A-Za-z0-9][\\w.-]*";
    private static final Pattern FORM = Pattern
            .compile("(" + PART + ")/(" + PART + ")(?:@(refs/pr/\\d+|" + PART + "))?(?:/(.+))?");

    /// The name in a text, if it is one.
    public static Optional<HubName> of(String text) {
        Matcher form = FORM.matcher(text);
        return form.matches()
                ? Optional.of(new HubName(form.group(1), form.group(2), Optional.ofNullable(form.group(3)),
                        Optional.ofNullable(form.group(4)).orElse("")))
                : Optional.empty();
    }

    /// `OWNER/NAME`
    public String repository() {
        return owner + "/" + name;
    }

    /// The revision, by default the main branch.
    public String branch() {
        return revision.orElse("main");
    }

    @Override
    public String toString() {
        return repository() + revision.map("@"::concat).orElse("") + (inside.isEmpty() ? "" : "/" + inside);
    }
}
