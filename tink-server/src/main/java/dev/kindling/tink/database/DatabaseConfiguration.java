package dev.kindling.tink.database;

import dev.kindling.tink.postgres.EmbeddedPostgres;
import dev.kindling.tink.postgres.PostgresSettings;
import dev.kindling.tink.site.DataDirectory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Where the database is: at the configured URL, else in the data directory, started here and stopped with us. */
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {

    private static final Logger log = LoggerFactory.getLogger(DatabaseConfiguration.class);

    @Bean(destroyMethod = "close")
    @ConditionalOnExpression("'${kindling.tink.database.url:}'.isEmpty()")
    EmbeddedPostgres embeddedPostgres(DataDirectory data) {
        return EmbeddedPostgres.start(PostgresSettings.in(data.resolve("postgres"))
                .telling(sentence ->
                        log.atInfo().addKeyValue("progress", sentence).log("postgres.starting")));
    }

    @Bean
    JdbcConnectionDetails jdbcConnectionDetails(
            DatabaseProperties properties, ObjectProvider<EmbeddedPostgres> embedded) {
        EmbeddedPostgres own = embedded.getIfAvailable();
        return own == null
                ? new Database(properties.url(), properties.username(), properties.password())
                : new Database(own.jdbcUrl(), own.username(), own.password());
    }

    private record Database(String getJdbcUrl, String getUsername, String getPassword)
            implements JdbcConnectionDetails {

        @Override
        public String toString() {
            return "Database[" + getJdbcUrl + ", " + getUsername + "]";
        }
    }
}
