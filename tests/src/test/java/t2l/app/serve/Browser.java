package t2l.app.serve;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.logging.Level;
import java.util.logging.Logger;
import module java.base;
import org.openqa.selenium.chrome.*;
import org.openqa.selenium.json.Json;
import org.openqa.selenium.logging.*;

/// A Chromium without a window: that of Debian's packages `chromium` and `chromium-driver`. Without them its tests are
/// skipped, except where the environment variable `T2L_TEST_BROWSER` says `required`: there a machine without them is a
/// failure.
final class Browser implements AutoCloseable {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

    /// Says that Selenium has no interface for this version of the browser; its commands are sent by name here.
    private static final Logger DEVTOOLS = Logger.getLogger("org.openqa.selenium.devtools");

    final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /// Whether tests that need one run.
    static boolean wanted() {
        return installed() || "required".equals(System.getenv("T2L_TEST_BROWSER"));
    }

    private static boolean installed() {
        return Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
    }

    /// Starts one; fails the test if it is not installed.
    static Browser start() {
        assertTrue(installed(), "needs " + CHROMIUM + " and " + DRIVER + "; install chromium and chromium-driver");
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(CHROMIUM.toFile());
        // In a container Chromium is root and has little shared memory.
        options.addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--window-size=1280,900");
        options.setCapability("goog:loggingPrefs", logs);
        DEVTOOLS.setLevel(Level.SEVERE);
        System.setProperty(ChromeDriverService.CHROME_DRIVER_EXE_PROPERTY, DRIVER.toString());
        return new Browser(new ChromeDriver(options));
    }

    /// Shows pages as on a screen of this size; of 0 by 0, as in its window.
    void size(int width, int height) {
        driver.executeCdpCommand("Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    /// Shows pages as to somebody with these preferences, such as `prefers-color-scheme` and `dark`.
    void prefer(Map<String, String> preferences) {
        List<Map<String, String>> features = new ArrayList<>();
        preferences.forEach((name, value) -> features.add(Map.of("name", name, "value", value)));
        driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", features));
    }

    /// Saves what pages offer for saving in `directory`, without asking.
    void saveTo(Path directory) {
        driver.executeCdpCommand("Browser.setDownloadBehavior",
                Map.of("behavior", "allow", "downloadPath", directory.toString()));
    }

    /// Lets every request take so much longer.
    void delay(Duration latency) {
        driver.executeCdpCommand("Network.enable", Map.of());
        driver.executeCdpCommand("Network.emulateNetworkConditions", Map.of("offline", false, "latency",
                latency.toMillis(), "downloadThroughput", -1, "uploadThroughput", -1));
    }

    /// Errors on the console since the last call.
    List<String> errors() {
        return log(LogType.BROWSER).filter(entry -> entry.getLevel().equals(Level.SEVERE))
                .map(LogEntry::getMessage)
                .toList();
    }

    /// The addresses that pages asked for since the last call.
    List<String> requests() {
        return log(LogType.PERFORMANCE).map(entry -> address(entry.getMessage())).flatMap(Stream::ofNullable).toList();
    }

    private Stream<LogEntry> log(String type) {
        return StreamSupport.stream(driver.manage().logs().get(type).spliterator(), false);
    }

    /// The address in a record of a request; `null` for records of something else.
    private static String address(String record) {
        Map<?, ?> message = (Map<?, ?>) new Json().<Map<String, Object>>toType(record, Json.MAP_TYPE).get("message");
        if (!"Network.requestWillBeSent".equals(message.get("method"))) {
            return null;
        }
        Map<?, ?> request = (Map<?, ?>) ((Map<?, ?>) message.get("params")).get("request");
        return (String) request.get("url");
    }

    @Override
    public void close() {
        driver.quit();
    }
}
