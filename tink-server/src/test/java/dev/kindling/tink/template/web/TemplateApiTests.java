package dev.kindling.tink.template.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.tink.testing.TinkServer;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemplateApiTests {

    private static final String PATH = "/api/v1/templates";
    private static final String[] AS_YAML = {"Content-Type", "application/yaml"};

    @TempDir
    static Path data;

    private static TinkServer server;

    @BeforeAll
    static void start() {
        server = TinkServer.start(data);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aTemplateIsFoundByIdAndByNameAsItWasWritten() {
        HttpResponse<String> created = server.send("POST", PATH, template("round-trip"), AS_YAML);

        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(created.body()).contains("\"name\":\"round-trip\"");
        String location = created.headers().firstValue("Location").orElseThrow();
        for (String path : new String[] {location, PATH + "/round-trip"}) {
            HttpResponse<String> read = server.send("GET", path, "");
            assertThat(read.statusCode()).isEqualTo(200);
            assertThat(read.body()).isEqualTo(template("round-trip"));
            assertThat(read.headers().firstValue("Content-Type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("application/yaml"));
        }
    }

    @Test
    void aBadTemplateChangesNothingAndSaysAllThatIsWrong() {
        String bad = template("bad").replace("image:", "imgae:").replace("version: \"0.1\"", "version: \"9\"");

        HttpResponse<String> refused = server.send("POST", PATH, bad, AS_YAML);

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(refused.body())
                .contains("\"violations\":")
                .contains("line 1, column 10 (/version)")
                .contains("the nearest is 'image'")
                .contains("is not an image reference");
        assertThat(server.send("GET", PATH + "/bad", "").statusCode()).isEqualTo(404);
    }

    @Test
    void theSameNameTwiceIsAConflict() {
        server.send("POST", PATH, template("twice"), AS_YAML);

        assertThat(server.send("POST", PATH, template("twice"), AS_YAML).statusCode())
                .isEqualTo(409);
    }

    @Test
    void aLostUpdateIsRefused() {
        HttpResponse<String> created = server.send("POST", PATH, template("etag"), AS_YAML);
        String tag = created.headers().firstValue("ETag").orElseThrow();
        String changed = template("etag") + "# changed\n";

        HttpResponse<String> first =
                server.send("PUT", PATH + "/etag", changed, "Content-Type", "application/yaml", "If-Match", tag);
        HttpResponse<String> second = server.send(
                "PUT", PATH + "/etag", template("etag"), "Content-Type", "application/yaml", "If-Match", tag);

        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(first.headers().firstValue("ETag"))
                .isNotEqualTo(created.headers().firstValue("ETag"));
        assertThat(second.statusCode()).isEqualTo(412);
        assertThat(server.send("GET", PATH + "/etag", "").body()).isEqualTo(changed);
    }

    @Test
    void putCreatesUnderItsOwnNameOnly() {
        assertThat(server.send("PUT", PATH + "/put-new", template("put-new"), AS_YAML)
                        .statusCode())
                .isEqualTo(200);
        assertThat(server.send("PUT", PATH + "/other", template("put-other"), AS_YAML)
                        .statusCode())
                .isEqualTo(409);
    }

    @Test
    void listsInPagesByName() {
        for (String name : new String[] {"page-a", "page-b", "page-c"}) {
            server.send("POST", PATH, template(name), AS_YAML);
        }

        String first = server.send("GET", PATH + "?after=page-&limit=2", "").body();
        String second = server.send("GET", PATH + "?after=page-b&limit=1", "").body();

        assertThat(first).contains("page-a", "page-b", "\"next\":\"page-b\"").doesNotContain("page-c");
        assertThat(second).contains("page-c");
    }

    @Test
    void deletesAndAudits() {
        server.send("POST", PATH, template("gone"), AS_YAML);

        assertThat(server.send("DELETE", PATH + "/gone", "").statusCode()).isEqualTo(204);
        assertThat(server.send("GET", PATH + "/gone", "").statusCode()).isEqualTo(404);
        assertThat(server.send("GET", "/api/v1/audit", "").body()).contains("template.delete", "template/gone");
    }

    @Test
    void nothingIsReadWithoutToken() {
        assertThat(server.sendAnonymously("GET", PATH, "").statusCode()).isEqualTo(401);
    }

    private static String template(String name) {
        return """
                version: "0.1"
                name: NAME
                tasks:
                - name: t
                  worker: "{{.device_1}}"
                  actions:
                  - {name: a, image: kindling/wipe}
                """.replace("NAME", name);
    }
}
