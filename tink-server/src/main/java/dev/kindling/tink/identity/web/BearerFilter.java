package dev.kindling.tink.identity.web;

import dev.kindling.tink.failure.Failure;
import dev.kindling.tink.failure.web.Problems;
import dev.kindling.tink.identity.Access;
import dev.kindling.tink.identity.BearerTokens;
import dev.kindling.tink.identity.Caller;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.web.filter.OncePerRequestFilter;
import tools.jackson.databind.json.JsonMapper;

/** No request passes without a token of the role it needs; what is open is listed in {@link AccessRules}. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 100)
class BearerFilter extends OncePerRequestFilter {

    private final BearerTokens tokens;
    private final JsonMapper json;

    BearerFilter(BearerTokens tokens, JsonMapper json) {
        this.tokens = tokens;
        this.json = json;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        // The servlet path, not the URI: it is decoded, so "%74okens" cannot pass for something else than "tokens".
        Optional<Access> needed = AccessRules.needed(request.getMethod(), request.getServletPath());
        if (needed.isEmpty()) {
            chain.doFilter(request, response);
            return;
        }
        Caller caller;
        try {
            caller = tokens.authorise(request.getHeader(HttpHeaders.AUTHORIZATION), needed.get());
        } catch (Failure failure) {
            refuse(response, Problems.of(failure));
            return;
        } catch (DataAccessException | TransactionException databaseAway) {
            response.setHeader(HttpHeaders.RETRY_AFTER, "5");
            refuse(
                    response,
                    Problems.of(
                            HttpStatus.SERVICE_UNAVAILABLE,
                            "unavailable",
                            "the database does not answer; try again in a moment"));
            return;
        }
        passAs(caller, request, response, chain);
    }

    private static void passAs(
            Caller caller, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            ScopedValue.where(Caller.CURRENT, caller).call(() -> {
                chain.doFilter(request, response);
                return caller;
            });
        } catch (ServletException | IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new ServletException(e);
        }
    }

    private void refuse(HttpServletResponse response, ProblemDetail problem) throws IOException {
        response.setStatus(problem.getStatus());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        if (problem.getStatus() == HttpServletResponse.SC_UNAUTHORIZED) {
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"kindling\"");
        }
        response.getOutputStream().write(json.writeValueAsBytes(problem));
    }
}
