import BusinessTime
import Storage
import TestSupport
import Testing

private enum Severity: String, SQLCodable { case low, high }

struct SQLTests {
    @Test func `every hole is numbered and typed for PostgreSQL and a question mark for SQLite`() {
        let sql: SQL = "SELECT '?' WHERE a = \(7) AND b = \("x") AND c = \(nil as String?) AND d = \([1] as [UInt8])"
        #expect(sql.text == "SELECT '?' WHERE a = ? AND b = ? AND c = ? AND d = ?")
        #expect(sql.numbered == "SELECT '?' WHERE a = $1::bigint AND b = $2::text AND c = $3::text AND d = $4::bytea")
    }

    @Test func `a list spreads and an empty one is NULL`() {
        let none: [Int64] = []
        #expect(("id IN (\([1, 2, 3]))" as SQL).text == "id IN (?, ?, ?)")
        #expect(("id IN (\(none))" as SQL).numbered == "id IN (NULL)")
    }

    @Test func `a fragment brings its holes along`() {
        let visible: SQL = "queue_id IN (\([4, 5]))"
        var sql: SQL = "SELECT id FROM ticket WHERE company_id = \(1) AND \(visible)"
        sql += " ORDER BY id LIMIT \(9)"
        #expect(sql.numbered == """
            SELECT id FROM ticket WHERE company_id = $1::bigint AND queue_id IN ($2::bigint, $3::bigint) \
            ORDER BY id LIMIT $4::bigint
            """)
        #expect(sql.holes.map(\.value) == [.integer(1), .integer(4), .integer(5), .integer(9)])
    }

    @Test func `rows spread, each hole with its type, also where it is NULL`() {
        let sql: SQL = "INSERT INTO t (a, b) VALUES \(rows: ["(\(1), \("x"))", "(\(2), \(nil as String?))"])"
        #expect(sql.numbered == "INSERT INTO t (a, b) VALUES ($1::bigint, $2::text), ($3::bigint, $4::text)")
    }

    @Test func `an enumeration binds its raw value, and knows its type without one`() {
        #expect(("\(Severity.high)" as SQL).holes.map(\.value) == [.text("high")])
        #expect(("\(nil as Severity?)" as SQL).numbered == "$1::text")
        let anything: any SQLValueConvertible = Severity.low
        #expect(("\(anything)" as SQL).numbered == "$1::text")
    }

    @Test func `only text of bounded variety is kept prepared`() {
        #expect(("IN (\(Array(1...16)))" as SQL).isRepeated)
        #expect(("IN (\(Array(1...17)))" as SQL).text == ("IN (\(Array(1...32)))" as SQL).text)
        #expect(!("IN (\(Array(1...1025)))" as SQL).isRepeated)
        #expect(!("x \("IN (\(Array(1...1025)))" as SQL)" as SQL).isRepeated)
    }
}
