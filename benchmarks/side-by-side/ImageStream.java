import dev.kindling.agent.action.ActionRef;
import dev.kindling.agent.action.Assignment;
import dev.kindling.agent.http.HttpClient;
import dev.kindling.agent.image.ImageToDisk;
import dev.kindling.agent.root.AgentRoot;
import dev.kindling.agent.runtime.ActionContext;
import dev.kindling.agent.runtime.ActionOutput;
import dev.kindling.agent.runtime.Cancellation;
import dev.kindling.agent.runtime.SiteFacts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;

/** One image2disk of the agent's own jar: ROOT URL SHA256. */
public final class ImageStream {

    private ImageStream() {}

    public static void main(String[] arguments) throws Exception {
        Map<String, String> environment =
                Map.of("DEST_DISK", "/dev/sda", "IMG_URL", arguments[1], "SHA256", arguments[2]);
        Assignment assignment = new Assignment(
                new ActionRef("benchmark", 0, 1), "benchmark", "image2disk", "kindling/image2disk", List.of(), environment,
                List.of(), "", Duration.ofHours(1), Map.of(), List.of(), List.of());
        ActionOutput quiet = new ActionOutput() {
            @Override
            public void bytes(byte[] buffer, int offset, int length) {}

            @Override
            public void progress(long done, long total) {}
        };
        SiteFacts none = new SiteFacts() {
            @Override
            public String secret(String name) {
                return "";
            }

            @Override
            public String cluster(String field) {
                return "";
            }
        };
        HttpClient http = new HttpClient(
                Optional.empty(), (SSLSocketFactory) SSLSocketFactory.getDefault(), Duration.ofSeconds(30));
        new ImageToDisk(http, attempt -> {})
                .run(new ActionContext(
                        assignment, new AgentRoot(Path.of(arguments[0])), environment, none, quiet, new Cancellation()));
    }
}
