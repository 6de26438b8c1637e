package t2l.transformer.hub;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.Test;
import t2l.GoldenFile;
import t2l.transformer.hub.HubCache.Kind;

/// Names of repositories, and where the cache is.
class HubCacheTest {
    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    /// Written by huggingface_hub; see make.py there.
    private static final HubCache PYTHON = new HubCache(GoldenFile.path("transformer/hub/cache"));

    @Test
    void aNameHasItsParts() {
        assertEquals(Optional.of(new HubName("a", "b.c-d", Optional.empty(), "")), HubName.of("a/b.c-d"));
        assertEquals(Optional.of(new HubName("a", "b", Optional.of("v1.0"), "x/y.gguf")),
                HubName.of("a/b@v1.0/x/y.gguf"));
        assertEquals(Optional.of(new HubName("a", "b", Optional.of("refs/pr/12"), "x")),
                HubName.of("a/b@refs/pr/12/x"));
        for (String other : new String[] {"a", "/a/b", "./a", "../a", "a/", "a//b", "builtin:tiny", "a/b@", "a/b/"}) {
            assertEquals(Optional.empty(), HubName.of(other), other);
        }
        for (String name : new String[] {"a/b", "a/b@v1", "a/b@refs/pr/1/c/d", "a/b/c"}) {
            assertEquals(name, HubName.of(name).orElseThrow().toString());
        }
    }

    @Test
    void variablesNameTheCache() {
        Path home = Path.of("/home/u");
        assertEquals(Path.of("/home/u/.cache/huggingface/hub"), HubCache.of(Map.of(), home).root());
        assertEquals(Path.of("/x/huggingface/hub"), HubCache.of(Map.of("XDG_CACHE_HOME", "/x"), home).root());
        assertEquals(Path.of("/h/hub"), HubCache.of(Map.of("HF_HOME", "/h", "XDG_CACHE_HOME", "/x"), home).root());
        assertEquals(Path.of("/c"), HubCache.of(Map.of("HF_HUB_CACHE", "/c", "HF_HOME", "/h"), home).root());
        assertEquals(Path.of("/h/hub"), HubCache.of(Map.of("HF_HUB_CACHE", "", "HF_HOME", "/h"), home).root());
    }

    @Test
    void theCacheOfPythonIsRead() {
        HubName name = HubName.of("owner/name").orElseThrow();
        Path snapshot = PYTHON.find(Kind.MODEL, name).orElseThrow();
        assertEquals(PYTHON.snapshot(Kind.MODEL, name, COMMIT), snapshot);
        assertTrue(PYTHON.find(Kind.MODEL, HubName.of("owner/name/1_Pooling/config.json").orElseThrow()).isPresent());
        assertTrue(PYTHON.find(Kind.MODEL, HubName.of("owner/name@" + COMMIT).orElseThrow()).isPresent());
        for (String missing : new String[] {"owner/other", "owner/name@v1", "owner/name/none"}) {
            assertEquals(Optional.empty(), PYTHON.find(Kind.MODEL, HubName.of(missing).orElseThrow()), missing);
        }
        assertTrue(PYTHON.find(Kind.DATASET, name).isPresent());
    }
}
