package dev.kindling.tink.identity.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.tink.identity.Role;
import dev.kindling.tink.identity.Tokens;
import dev.kindling.tink.testing.TinkServer;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AccessTests {

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

    /** They POST a text and change nothing, so a viewer may. */
    private static final Set<String> LOOKING = Set.of(
            "POST /api/v1/templates/render",
            "POST /api/v1/templates/lint",
            "POST /api/v1/templates/x/render",
            "POST /api/v1/templates/x/lint");

    /** The list comes from the running server: a new path cannot be forgotten. */
    @Test
    @Tag("M9")
    @Tag("M8")
    void everyPathRefusesNoTokenAWrongOneAndOneThatIsTooWeak() {
        List<String> asked = new ArrayList<>();
        String viewer = issue("VIEWER");
        String operator = issue("OPERATOR");
        RequestMappingHandlerMapping mappings =
                server.bean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class);
        for (RequestMappingInfo mapping : mappings.getHandlerMethods().keySet()) {
            for (String pattern : mapping.getPatternValues()) {
                String path = pattern.replaceAll("\\{[^}]*}", "x");
                if (!path.startsWith("/api/")) {
                    continue;
                }
                mapping.getMethodsCondition().getMethods().forEach(method -> {
                    HttpResponse<String> answer = server.sendAnonymously(method.name(), path, "");
                    String what = method + " " + path;
                    assertThat(answer.statusCode()).as(what).isEqualTo(401);
                    assertThat(status(method.name(), path, "", "kdl_guess"))
                            .as(what)
                            .isEqualTo(401);
                    boolean ofAdmins = Stream.of("tokens", "audit", "webhooks")
                            .anyMatch(root -> path.startsWith("/api/v1/" + root));
                    if (ofAdmins) {
                        assertThat(status(method.name(), path, "", operator))
                                .as(what)
                                .isEqualTo(403);
                    }
                    if (ofAdmins || !(method.name().equals("GET") || LOOKING.contains(what))) {
                        assertThat(status(method.name(), path, "", viewer))
                                .as(what)
                                .isEqualTo(403);
                    }
                    asked.add(what);
                });
            }
        }
        assertThat(asked).containsAll(LOOKING);
        assertThat(asked)
                .contains(
                        "PUT /api/v1/hardware/x",
                        "GET /api/v1/machines",
                        "DELETE /api/v1/secrets/x",
                        "POST /api/v1/webhooks");
    }

    @Test
    void onlyHealthAndFrontPageAreOpen() {
        assertThat(server.sendAnonymously("GET", "/", "").body()).contains("This is a Kindling server");
        assertThat(server.sendAnonymously("GET", "/healthz", "").statusCode()).isEqualTo(200);
        for (String path :
                new String[] {"/metrics", "/nowhere", "/index.html", "/error", "/api/v1/openapi.json", "//"}) {
            assertThat(server.sendAnonymously("GET", path, "").statusCode())
                    .as(path)
                    .isIn(400, 401);
        }
        HttpResponse<String> refused = server.sendAnonymously("GET", "/api/v1/hardware", "");
        assertThat(refused.headers().firstValue("WWW-Authenticate")).hasValue("Bearer realm=\"kindling\"");
        assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(refused.body()).contains("admin-token");
    }

    @Test
    void roleDecidesWhatTokenMayDo() {
        String viewer = issue("VIEWER");
        String operator = issue("OPERATOR");
        assertThat(status("GET", "/api/v1/hardware", "", viewer)).isEqualTo(200);
        assertThat(status("POST", "/api/v1/hardware", "{}", viewer)).isEqualTo(403);
        assertThat(status("POST", "/api/v1/hardware", "{}", operator)).isEqualTo(400);
        assertThat(status("GET", "/api/v1/tokens", "", operator)).isEqualTo(403);
        assertThat(status("GET", "/api/v1/audit", "", operator)).isEqualTo(403);
    }

    @Test
    @Tag("M8")
    void encodedPathGetsNoLowerRole() {
        String viewer = issue("VIEWER");
        assertThat(status("GET", "/api/v1/%74okens", "", viewer)).isIn(400, 403);
        assertThat(status("GET", "/api/v1/hardware/..%2Ftokens", "", viewer)).isIn(400, 403);
        assertThat(status("GET", "/api/v1//tokens", "", viewer)).isIn(400, 403, 404);
    }

    @Test
    @Tag("M8")
    void expiredAndDeletedTokensAreUnknown() {
        Tokens.Issued issued = server.bean(Tokens.class)
                .issue("short", Role.VIEWER, Optional.of(Instant.now().plusSeconds(3600)));
        assertThat(status("GET", "/api/v1/hardware", "", issued.text())).isEqualTo(200);
        server.bean(JdbcClient.class)
                .sql("update token set expires_at = now() - interval '1 second' where id = :id")
                .param("id", issued.token().id())
                .update();
        assertThat(status("GET", "/api/v1/hardware", "", issued.text())).isEqualTo(401);
        assertThat(status("GET", "/api/v1/hardware", "", "kdl_guess")).isEqualTo(401);

        Tokens.Issued other = server.bean(Tokens.class).issue("gone", Role.VIEWER, Optional.empty());
        assertThat(server.send("DELETE", "/api/v1/tokens/" + other.token().id(), "")
                        .statusCode())
                .isEqualTo(204);
        assertThat(status("GET", "/api/v1/hardware", "", other.text())).isEqualTo(401);
    }

    @Test
    void aListDoesNotEndBehindWhatWasDeletedMeanwhile() {
        issue("VIEWER");
        String last = server.bean(Tokens.class).list().getFirst().id().toString();
        assertThat(server.send("GET", "/api/v1/tokens?after=" + last, "").statusCode())
                .isEqualTo(200);
        Tokens.Issued gone = server.bean(Tokens.class).issue("gone", Role.VIEWER, Optional.empty());
        issue("VIEWER");
        server.bean(Tokens.class).delete(gone.token().id());

        for (String list : List.of("tokens", "webhooks")) {
            HttpResponse<String> refused = server.send(
                    "GET", "/api/v1/" + list + "?after=" + gone.token().id(), "");
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
            assertThat(refused.body()).contains("deleted meanwhile; list from the start");
        }
    }

    @Test
    void lastAdminTokenStays() {
        JsonNode tokens = new JsonMapper()
                .readTree(server.send("GET", "/api/v1/tokens", "").body());
        for (JsonNode token : tokens.at("/items")) {
            if (token.at("/role").asString().equals("ADMIN")) {
                HttpResponse<String> refused = server.send(
                        "DELETE", "/api/v1/tokens/" + token.at("/id").asString(), "");
                assertThat(refused.statusCode()).isEqualTo(409);
            }
        }
        assertThat(server.send("GET", "/api/v1/tokens", "").statusCode()).isEqualTo(200);
    }

    @Test
    @Tag("M8")
    @Tag("M7")
    void tokenTextIsShownOnceAndStoredNowhere() {
        String text = issue("OPERATOR");
        assertThat(server.send("GET", "/api/v1/tokens", "").body()).doesNotContain(text);
        assertThat(server.send("GET", "/api/v1/audit", "").body()).doesNotContain(text);
    }

    private static String issue(String role) {
        HttpResponse<String> answer =
                server.send("POST", "/api/v1/tokens", "{\"name\": \"test\", \"role\": \"" + role + "\"}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return new JsonMapper().readTree(answer.body()).at("/token").asString();
    }

    private static int status(String method, String path, String body, String token) {
        return server.send(method, path, body, "Authorization", "Bearer " + token)
                .statusCode();
    }
}
