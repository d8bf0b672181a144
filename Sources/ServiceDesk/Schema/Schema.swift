import Storage

/// The desk's schema: numbered `.sql` files, forward only, compiled into the program.
package enum Schema {
    package static let migrations: [Migration] = [
        shared("0001-desk", PackageResources._001_desk_sql),
        only(.sqlite, "0002-journal", PackageResources._002_journal_sqlite_sql),
        only(.postgres, "0002-journal", PackageResources._002_journal_postgres_sql),
        shared("0003-contracts", PackageResources._003_contracts_sql),
        shared("0004-mailbox", PackageResources._004_mailbox_sql),
        shared("0005-quotes", PackageResources._005_quotes_sql),
        shared("0006-mail", PackageResources._006_mail_sql),
        shared("0007-annex", PackageResources._007_annex_sql),
        shared("0008-work", PackageResources._008_work_sql),
        shared("0010-logo", PackageResources._010_logo_sql),
        shared("0011-sending", PackageResources._011_sending_sql),
        shared("0012-letters", PackageResources._012_letters_sql),
        shared("0013-relay", PackageResources._013_relay_sql),
        shared("0014-visits", PackageResources._014_visits_sql),
        only(.sqlite, "0014-visits-known", PackageResources._014_visits_known_sqlite_sql),
        only(.postgres, "0014-visits-known", PackageResources._014_visits_known_postgres_sql),
        shared("0015-intake", PackageResources._015_intake_sql),
        shared("0016-mailbox", PackageResources._016_mailbox_sql),
        shared("0016-merging", PackageResources._016_merging_sql),
        shared("0016-participants", PackageResources._016_participants_sql),
        shared("0018-letters", PackageResources._018_letters_sql),
        shared("0019-tax", PackageResources._019_tax_sql),
        shared("0020-mail", PackageResources._020_mail_sql),
        only(.sqlite, "0021-ended", PackageResources._021_ended_sqlite_sql),
        only(.postgres, "0021-ended", PackageResources._021_ended_postgres_sql),
        shared("0021-receiver", PackageResources._021_receiver_sql),
        shared("0022-color", PackageResources._022_color_sql),
        shared("0022-speakers", PackageResources._022_speakers_sql),
        shared("0022-vouched", PackageResources._022_vouched_sql),
        shared("0023-mail", PackageResources._023_mail_sql),
        shared("0024-mail", PackageResources._024_mail_sql),
        shared("0024-speakers", PackageResources._024_speakers_sql),
    ].flatMap { $0 }

    /// One text for both engines: it says INTEGER and BLOB, which PostgreSQL calls BIGINT and BYTEA, and where SQLite keeps
    /// a table in its primary key, which PostgreSQL cannot.
    private static func shared(_ name: String, _ bytes: [UInt8]) -> [Migration] {
        let text = String(decoding: bytes, as: UTF8.self)
        let renamed = text.replacing("INTEGER", with: "BIGINT").replacing("BLOB", with: "BYTEA").replacing(" WITHOUT ROWID", with: "")
        return [Migration(name, text, on: .sqlite), Migration(name, renamed, on: .postgres)]
    }

    private static func only(_ engine: Database.Engine, _ name: String, _ bytes: [UInt8]) -> [Migration] {
        [Migration(name, String(decoding: bytes, as: UTF8.self), on: engine)]
    }
}
