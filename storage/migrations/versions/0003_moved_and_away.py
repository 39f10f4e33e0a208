"""Moved dates, absences, snoozes, pauses, and addresses that refuse"""

from alembic import op
import sqlalchemy as sa
import sqlmodel


revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

BEFORE = (
    'reminder', 'handover', 'monitoring', 'weekly', 'digest', 'alert', 'answer', 'edit', 'card', 'question',
    'appointment', 'objection',
)
NEW = ('extension', 'unreachable', 'nudge', 'desk')


def _kinds(values) -> None:
    """Let notices be of these kinds; SQLite copies the table for it."""
    allowed = ', '.join(f"'{value}'" for value in values)
    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_notice_kind'), type_='check')
        batch_op.create_check_constraint(batch_op.f('ck_notice_kind'), f'kind IN ({allowed})')


def upgrade() -> None:
    _kinds(BEFORE + NEW)
    op.create_table('absence',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('municipality_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('first', sa.Date(), nullable=False),
    sa.Column('last', sa.Date(), nullable=False),
    sa.Column('stand_in_id', sa.Integer(), nullable=True),
    sa.Column('said_by', sa.Integer(), nullable=False),
    sa.Column('said_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('ended_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['municipality_id', 'person_id'], ['person.municipality_id', 'person.id'], name=op.f('fk_absence_municipality_id_person_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['municipality_id', 'stand_in_id'], ['person.municipality_id', 'person.id'], name=op.f('fk_absence_municipality_id_stand_in_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_absence'))
    )
    with op.batch_alter_table('absence', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_absence_municipality_id_last'), ['municipality_id', 'last'], unique=False)
        batch_op.create_index(batch_op.f('ix_absence_person_id'), ['person_id'], unique=False)

    op.create_table('extension',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('municipality_id', sa.Integer(), nullable=False),
    sa.Column('assignment_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('due_before', sa.Date(), nullable=False),
    sa.Column('proposed', sa.Date(), nullable=False),
    sa.Column('reason', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('verdict', sa.Enum('waiting', 'granted', 'refused', name='verdict', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('granted', sa.Date(), nullable=True),
    sa.Column('for_all', sa.Boolean(), nullable=False),
    sa.Column('basis', sa.Enum('order', 'letter', 'decision', 'oral', name='basis', native_enum=False, create_constraint=True, length=24), nullable=True),
    sa.Column('basis_text', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('decided_by', sa.Integer(), nullable=True),
    sa.Column('decided_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('origin', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('asked_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['municipality_id', 'assignment_id'], ['assignment.municipality_id', 'assignment.id'], name=op.f('fk_extension_municipality_id_assignment_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['municipality_id', 'person_id'], ['person.municipality_id', 'person.id'], name=op.f('fk_extension_municipality_id_person_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_extension')),
    sa.UniqueConstraint('origin', name=op.f('uq_extension_origin'))
    )
    with op.batch_alter_table('extension', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_extension_assignment_id'), ['assignment_id'], unique=False)

    with op.batch_alter_table('account', schema=None) as batch_op:
        batch_op.add_column(sa.Column('refused_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))

    with op.batch_alter_table('assignment', schema=None) as batch_op:
        batch_op.add_column(sa.Column('extended_to', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('snoozed_until', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('silent', sa.Integer(), nullable=False, server_default='0'))

    with op.batch_alter_table('municipality', schema=None) as batch_op:
        batch_op.add_column(sa.Column('paused_on', sa.Date(), nullable=True))

    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.add_column(sa.Column('read_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))

    with op.batch_alter_table('organization', schema=None) as batch_op:
        batch_op.add_column(sa.Column('email_refused_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column('in_holidays', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('unreachable_told_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))

    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.add_column(sa.Column('email_refused_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column('in_holidays', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('unreachable_told_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))

    with op.batch_alter_table('roadmap', schema=None) as batch_op:
        batch_op.add_column(sa.Column('settings', sa.JSON(), nullable=False, server_default='{}'))



def downgrade() -> None:
    with op.batch_alter_table('roadmap', schema=None) as batch_op:
        batch_op.drop_column('settings')

    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.drop_column('unreachable_told_at')
        batch_op.drop_column('in_holidays')
        batch_op.drop_column('email_refused_at')

    with op.batch_alter_table('organization', schema=None) as batch_op:
        batch_op.drop_column('unreachable_told_at')
        batch_op.drop_column('in_holidays')
        batch_op.drop_column('email_refused_at')

    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.drop_column('read_at')

    with op.batch_alter_table('municipality', schema=None) as batch_op:
        batch_op.drop_column('paused_on')

    with op.batch_alter_table('assignment', schema=None) as batch_op:
        batch_op.drop_column('silent')
        batch_op.drop_column('snoozed_until')
        batch_op.drop_column('extended_to')

    with op.batch_alter_table('account', schema=None) as batch_op:
        batch_op.drop_column('refused_at')

    with op.batch_alter_table('extension', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_extension_assignment_id'))

    op.drop_table('extension')
    with op.batch_alter_table('absence', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_absence_person_id'))
        batch_op.drop_index(batch_op.f('ix_absence_municipality_id_last'))

    op.drop_table('absence')
    kinds = ', '.join(f"'{kind}'" for kind in NEW)
    op.execute(sa.text(f'DELETE FROM notice WHERE kind IN ({kinds})'))
    _kinds(BEFORE)
