import BusinessTime
import PDF
import ServiceDesk
import SupportPolicy
import TestSupport

/// A paper of each kind, issued by Grupo Execom on 13 March 2026 at noon.
struct SamplePapers {
    let issue: PaperIssue
    static let credits = PaperUnit.count(one: "crédito de servicio", many: "créditos de servicio")
    static let incidents = PaperUnit.count(one: "incidente", many: "incidentes")
    static let pesos = PaperUnit.money("MXN")

    init(_ language: Language = .es) throws {
        let policy = try SampleCompany.grupoExecom.policy
        issue = PaperIssue(
            letterhead: Letterhead(policy.company), language: language, zone: policy.zone, issuedAt: try policy.at("2026-03-13 12:00"))
    }

    var all: [any Paper] { [certificate, statement, closing, quote, visit, concluded] }

    var certificate: ContractCertificate {
        ContractCertificate(
            issue: issue, number: "GE-P-12", type: "Preferencial anual", holder: "Papelería Peñón, S.A. de C.V.", rfc: "PPB010203AB1",
            validFrom: day("2026-01-01"), validThrough: day("2026-12-31"), products: ["MaxiComercio Nómina", "Facturación 中文"],
            grants: [PaperAmount(1, Self.incidents), PaperAmount(1_200, Self.credits)], terms: ["Incluye actualizaciones (GE-17)."])
    }

    var statement: AccountStatement {
        AccountStatement(
            issue: issue, number: "GE-P-12", holder: "Papelería Peñón", from: day("2026-01-01"), through: day("2026-02-28"),
            accounts: [
                .init(unit: Self.credits, opening: 1_200, movements: [
                    .init(at: at("2026-01-10"), what: "Sesión remota", folio: "GE-7", clause: "Cobro 2 (GE-64)", amount: -2, balance: 1_198),
                    .init(at: at("2026-02-03"), what: "Tarjeta de servicio", amount: 25, balance: 1_223),
                ], closing: 1_223),
                .init(unit: .minutes("horas de póliza"), opening: 300, movements: [
                    .init(at: at("2026-02-05"), what: "Asesoría", folio: "GE-9", amount: -75, balance: 225),
                ], closing: 225),
            ])
    }

    var closing: ClosingSummary {
        ClosingSummary(
            issue: issue, folio: "GE-42", subject: "No imprime", customer: "Papelería Peñón", requester: "Íñigo Núñez", openedAt: at("2026-03-10"),
            closedAt: at("2026-03-12"), closedBy: "Lucía Marín", outcome: "Se reinstaló el controlador.",
            services: [
                .init(at: at("2026-03-11"), what: "Sesión remota", clause: "Cobro 2 (GE-64)", charges: [PaperAmount(1, Self.incidents), PaperAmount(2, Self.credits)]),
                .init(at: at("2026-03-12"), what: "Llamada", clause: "Atención telefónica (GE-21)"),
                .init(at: at("2026-03-12"), what: "Fuera de horario", charges: [PaperAmount(5, Self.credits)]),
            ], acceptance: .init(by: "Íñigo Núñez", at: at("2026-03-12"), clause: "Aceptación (GE-42)"))
    }

    var quote: QuotePaper {
        QuotePaper(
            issue: issue, number: "GE-C-3", subject: "Reporte de existencias", customer: "Papelería Peñón", folio: "GE-50",
            lines: [.init("Desarrollo", detail: "Según la especificación", quantity: 12, price: PaperAmount(65_000, Self.pesos), total: PaperAmount(780_000, Self.pesos))],
            totals: [.init("IVA 16 %", PaperAmount(124_800, Self.pesos)), .init("Total", PaperAmount(904_800, Self.pesos))],
            validThrough: day("2026-03-28"), delivery: "10 días hábiles", terms: ["Se cobra la mitad al aceptar."])
    }

    var visit: VisitSheet {
        VisitSheet(
            issue: issue, folio: "GE-51", subject: "Instalación", customer: "Papelería Peñón", place: "Av. Central 45", begins: at("2026-03-16"),
            ends: at("2026-03-16") + 7_200, engineer: "Lucía Marín", checklist: [.init("Acceso", isMet: true), .init("Casco", isMet: false), .init("Planos")])
    }

    var concluded: VisitSheet {
        var sheet = visit
        sheet.arrivedAt = sheet.begins
        sheet.ending = .countsAsDone(reason: "Nadie recibió al ingeniero.", clause: "Visitas (IN-53)")
        return sheet
    }

    private func day(_ iso: String) -> CalendarDate { CalendarDate(iso: iso)! }
    private func at(_ iso: String) -> Instant { issue.zone.startOfDay(day(iso)) + 36_000 }
}
