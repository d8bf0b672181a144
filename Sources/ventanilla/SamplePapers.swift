import BusinessTime
import PDF
import ServiceDesk

/// One paper of each kind, with made-up values: what `bench-papers` prints.
enum SamplePapers {
    static let issue = PaperIssue(
        letterhead: Letterhead(
            name: "Grupo Execom", lines: ["Grupo Execom de Chiapas SA de CV", "5a. Norte Poniente 1234, Tuxtla Gutiérrez", "soporte@execom.example"],
            color: Color(red: 0x0b, green: 0x6b, blue: 0x6b)),
        zone: .utc, issuedAt: Instant(seconds: 1_773_428_400))
    private static let credits = PaperUnit.count(one: "crédito de servicio", many: "créditos de servicio")
    private static let events = PaperUnit.count(one: "evento", many: "eventos")

    static func all(movements: Int) -> [any Paper] {
        [certificate, statement(movements: movements), closing, quote, visit]
    }

    static let certificate = ContractCertificate(
        issue: issue, number: "GE-P-2026-0412", type: "Preferencial anual", holder: "Papelería Peñón de los Baños, S.A. de C.V.", rfc: "PPB010203AB1",
        validFrom: CalendarDate(daysSinceEpoch: 20_454), validThrough: CalendarDate(daysSinceEpoch: 20_818),
        products: ["MaxiComercio Nómina 2026", "MaxiComercio Punto de Venta, 3 terminales"],
        grants: [PaperAmount(12, events), PaperAmount(6, .count(one: "incidente", many: "incidentes")), PaperAmount(20, credits)],
        terms: ["Las actualizaciones mayores durante la vigencia no tienen costo adicional (GE-17)."])

    /// Credits that go out one by one, and come in every twenty.
    static func statement(movements: Int) -> AccountStatement {
        let what = ["Sesión remota: instalación de certificado", "Asesoría de la declaración anual, con el contador y dos auxiliares", "Alta de terminal"]
        var balance = 40
        let credits = (0..<movements).map { number in
            let amount = number % 20 == 19 ? 30 : -1 - number % 2
            balance += amount
            return AccountStatement.Movement(
                at: issue.issuedAt - Int64((movements - number) * 43_200), what: amount > 0 ? "Tarjeta de servicio" : what[number % 3],
                folio: amount > 0 ? nil : "GE-\(1000 + number)", clause: "Tarjetas y cargos (GE-6\(number % 7))", amount: amount, balance: balance)
        }
        let first = AccountStatement.Movement(
            at: issue.issuedAt - 864_000, what: "Asesoría telefónica", folio: "GE-998", clause: "Eventos (GE-58)", amount: -1, balance: 11)
        return AccountStatement(
            issue: issue, number: "GE-P-2026-0412", holder: "Papelería Peñón de los Baños, S.A. de C.V.",
            from: CalendarDate(daysSinceEpoch: 20_454), through: CalendarDate(daysSinceEpoch: 20_525),
            accounts: [
                AccountStatement.Account(unit: events, opening: 12, movements: [first], closing: 11),
                AccountStatement.Account(unit: Self.credits, opening: 40, movements: credits, closing: balance),
            ], notes: ["Los créditos vencen con la póliza (GE-60)."])
    }

    static let closing = ClosingSummary(
        issue: issue, folio: "GE-1042", subject: "El punto de venta no imprime el ticket de la segunda caja",
        customer: "Papelería Peñón de los Baños, S.A. de C.V.", requester: "Íñigo Núñez", openedAt: issue.issuedAt - 180_000,
        closedAt: issue.issuedAt - 3_600, closedBy: "Lucía Marín",
        outcome: "Se reinstaló el controlador de la impresora y se corrigió el puerto. Se imprimieron tres tickets de prueba, a la vista del cliente.",
        services: [
            .init(at: issue.issuedAt - 90_000, what: "Asesoría telefónica", clause: "Cobro 1 (GE-58)"),
            .init(at: issue.issuedAt - 86_400, what: "Sesión remota de 30 minutos", clause: "Cobro 2 (GE-64)", charges: [PaperAmount(1, .count(one: "incidente", many: "incidentes"))]),
            .init(at: issue.issuedAt - 7_200, what: "Visita urgente fuera de horario", clause: "Cargos adicionales (GE-71)", charges: [PaperAmount(10, credits)]),
        ],
        acceptance: .init(by: "Íñigo Núñez", at: issue.issuedAt - 3_000, clause: "Aceptación (GE-42)"))

    static let quote = QuotePaper(
        issue: issue, number: "GE-C-0087", subject: "Reporte de existencias por sucursal", customer: "Papelería Peñón de los Baños, S.A. de C.V.",
        attention: "C.P. Íñigo Núñez", folio: "GE-1077",
        lines: [
            .init("Desarrollo del reporte", detail: "Según la especificación del 9 de marzo; incluye una ronda de ajustes", quantity: 12, price: peso(65_000), total: peso(780_000)),
            .init("Instalación en terminal", quantity: 3, price: peso(35_000), total: peso(105_000)),
        ],
        totals: [.init("Subtotal", peso(885_000)), .init("IVA 16 %", peso(141_600)), .init("Total", peso(1_026_600))],
        validThrough: CalendarDate(daysSinceEpoch: 20_540), delivery: "10 días hábiles desde la aceptación",
        terms: ["Se cobra la mitad al aceptar y la mitad a la entrega.", "Los cambios posteriores a la especificación se cotizan aparte (GE-78)."])

    static let visit = VisitSheet(
        issue: issue, folio: "GE-1090", subject: "Instalación de dos terminales", customer: "Papelería Peñón de los Baños, S.A. de C.V.",
        place: "Av. Central Oriente 45, Tuxtla Gutiérrez, Chiapas", begins: issue.issuedAt + 80_000, ends: issue.issuedAt + 87_200, engineer: "Lucía Marín",
        checklist: [
            .init("Políticas de acceso al edificio enviadas", isMet: true), .init("Equipo de seguridad en el sitio", isMet: false),
            .init("Documentación de la red, con la relación de direcciones y la ubicación de los tableros"),
        ], notes: ["Si nadie recibe al ingeniero, la visita cuenta como proporcionada y concluida (IN-53)."])

    private static func peso(_ centavos: Int) -> PaperAmount { PaperAmount(centavos, .money("MXN")) }
}
